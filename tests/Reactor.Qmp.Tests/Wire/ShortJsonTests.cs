using System.Text;

namespace Reactor.Qmp.Tests.Wire;

public class ShortJsonTests
{
    [Fact]
    public void Texts_one_after_another_each_is_its_own()
    {
        Assert.Equal("[1]\n", Encoding.UTF8.GetString(Array(1, "\n"u8)));
        Assert.Equal("[22]", Encoding.UTF8.GetString(Array(22)));
        Assert.Equal("[\"\\u00E9\"]", ShortJson.ToText("\u00e9", (json, text) =>
        {
            json.WriteStartArray();
            json.WriteStringValue(text);
            json.WriteEndArray();
        }));
    }

    [Fact]
    public void Text_is_made_while_another_is_neither_has_anything_of_the_other()
    {
        byte[] inner = [];
        var outer = ShortJson.ToText(0, (json, _) =>
        {
            json.WriteStartArray();
            inner = Array(2);
            json.WriteNumberValue(1);
            json.WriteEndArray();
        });

        Assert.Equal(("[1]", "[2]"), (outer, Encoding.UTF8.GetString(inner)));
    }

    [Fact]
    public void Text_fails_half_way_the_next_one_has_nothing_of_it()
    {
        Assert.Throws<InvalidOperationException>(() => ShortJson.ToText(0, (json, _) =>
        {
            json.WriteStartArray();
            json.WriteEndObject();
        }));

        Assert.Equal("[3]", Encoding.UTF8.GetString(Array(3)));
    }

    [Fact]
    public void Text_is_long_it_is_whole_and_so_is_the_next()
    {
        var text = new string('x', 100_000);

        Assert.Equal(text.Length + 2, ShortJson.ToText(text, (json, value) => json.WriteStringValue(value)).Length);
        Assert.Equal("[4]", Encoding.UTF8.GetString(Array(4)));
    }

    private static byte[] Array(int number, ReadOnlySpan<byte> end = default) => ShortJson.ToBytes(
        number,
        static (json, number) =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(number);
            json.WriteEndArray();
        },
        end);
}
