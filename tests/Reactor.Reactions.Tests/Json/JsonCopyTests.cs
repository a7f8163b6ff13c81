using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Reactor.Reactions.Json;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Tests.Json;

public class JsonCopyTests
{
    [Theory]
    [InlineData("{ \"a\" : [ 1 , true , null ] }", "{\"a\":[1,true,null]}")]
    [InlineData("""{"n":18446744073709551615,"m":1.50e+3,"z":-0}""", """{"n":18446744073709551615,"m":1.50e+3,"z":-0}""")]
    [InlineData("""{"s":"\u0041\n\"\\\/"}""", """{"s":"A\n\u0022\\/"}""")]
    [InlineData("""{"s":"</script>"}""", """{"s":"\u003C/script\u003E"}""")]
    [InlineData("""{"\u0022":1,"\ud83d\ude00":2}""", """{"\u0022":1,"\uD83D\uDE00":2}""")]
    [InlineData("""{"s":"a\ud800b"}""", """{"s":"a\uFFFDb"}""")]
    public void Write_gives_the_same_value_in_one_form(string json, string expected) => Assert.Equal(expected, Copy(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Write_invalid_utf8_becomes_the_replacement_character() =>
        Assert.Equal("""{"s":"a\uFFFDb"}""", Copy([.. "{\"s\":\"a"u8, 0xff, .. "b\"}"u8]));

    [Property]
    public bool Write_any_string_survives(string key, string value)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [key ?? ""] = value ?? "" });
        using var copy = JsonDocument.Parse(Copy(json));
        using var original = JsonDocument.Parse(json);
        return JsonElement.DeepEquals(copy.RootElement, original.RootElement);
    }

    private static string Copy(byte[] json)
    {
        Assert.True(SeenEventJson.IsObject(json));
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        JsonCopy.Write(writer, json);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
