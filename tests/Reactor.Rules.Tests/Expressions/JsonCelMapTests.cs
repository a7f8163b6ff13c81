using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Reactor.Cel;
using Reactor.Measuring;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Tests.Expressions;

public sealed class JsonCelMapTests
{
    [Property(MaxTest = 1000)]
    public void Every_lookup_gives_what_a_whole_parse_gives(int seed)
    {
        var json = new RandomJson(seed).Object();
        using var document = JsonDocument.Parse(json);

        AssertSame(document.RootElement, CelValue.From(Map(json)));
    }

    [Property(MaxTest = 500)]
    public void Map_that_is_used_again_gives_what_a_new_one_gives(int[] seeds)
    {
        var map = Map("{}");
        foreach (var seed in seeds)
        {
            var json = new RandomJson(seed).Object();
            using var document = JsonDocument.Parse(json);
            AssertSame(document.RootElement, CelValue.From(map.Over(Encoding.UTF8.GetBytes(json))));
        }
    }

    [Property(MaxTest = 300)]
    public void Larger_than_usual_gives_what_a_whole_parse_gives(int[] seeds)
    {
        var map = Map("{}");
        foreach (var seed in seeds)
        {
            var json = $$"""{"within": [{{new RandomJson(seed).Object()}}], "pad": "{{new string('x', JsonCelMap.UsualBytes)}}", "last": {{new RandomJson(seed + 1).Object()}}}""";
            using var document = JsonDocument.Parse(json);
            AssertSame(document.RootElement, CelValue.From(map.Over(Encoding.UTF8.GetBytes(json))));
        }

        map.Over(default);
        Assert.InRange(map.Room, 0, JsonCelMap.MostKept);
    }

    [Theory]
    [InlineData("{\"\":0}")]
    [InlineData("[0]")]
    [InlineData("{\"\":{\"\":{\"\":0}}}")]
    [InlineData("0")]
    public void Event_of_many_small_things_takes_memory_in_measure_and_none_for_good(string thing)
    {
        var json = Encoding.UTF8.GetBytes("{" + string.Join(",", Enumerable.Repeat("\"\":" + thing, 1_000_000 / (thing.Length + 4))) + "}");
        var map = Map("{}");
        Assert.False(map.TryGetField("x", out _));

        // Growing by doubling allocates twice what is held at last.
        Assert.InRange(Allocated.Once(() => Assert.False(map.Over(json).TryGetField("x", out _))), 0, 64 * json.Length);
        map.Over("{}"u8.ToArray());
        Assert.Equal(0, map.Room);
    }

    [Fact]
    public void Events_of_ever_other_shapes_room_is_kept_for_few()
    {
        var map = Map("{}");
        for (var shape = 0; shape < 300; shape++)
        {
            var nested = "{" + string.Concat(Enumerable.Repeat("\"a\":0,", 300)) + "\"b\":[{}]}";
            var json = "{" + string.Concat(Enumerable.Repeat("\"a\":0,", shape)) + $"\"n\":{nested}}}";
            map.Over(Encoding.UTF8.GetBytes(json));
            Assert.Equal(1, Field(map, "n").AsMap.TryGetField("b", out var list) ? list.AsList.Count : 0);

            map.Over(default);
            Assert.InRange(map.Room, 0, JsonCelMap.MostKept);
        }
    }

    [Property(MaxTest = 3000)]
    public void Bytes_are_taken_for_json_where_the_reader_of_the_base_library_takes_them(int seed)
    {
        var json = Mutated(Encoding.UTF8.GetBytes(new RandomJson(seed).Object()), new Random(seed));

        Assert.Equal(IsObject(json), !new JsonCelMap(json).TryGetField("no such field", out _));
        var list = (byte[])[(byte)'[', .. json, (byte)']'];
        Assert.Equal(IsObject([.. "{\"l\":"u8, .. list, (byte)'}']), !(new JsonCelList(list) is { Count: 1 } only && only[0].IsError && only[0].AsError == JsonCelValue.Malformed.AsError));
    }

    // Bytes are looked at 64 together, and 32 where there are fewer.
    [Theory]
    [InlineData("x")]
    [InlineData("\\\"")]
    [InlineData("é")]
    public void Texts_are_found_whole_wherever_they_end(string piece)
    {
        for (var length = 0; length < 150; length++)
        {
            var plain = new string('x', length);
            var map = Map($$"""{"a{{plain}}": 12, "b": "{{plain}}{{piece}}", "c": "{{piece}}"}""");

            Assert.Equal(12, Field(map, "a" + plain).AsInt);
            Assert.Equal(plain + piece.TrimStart('\\'), Field(map, "b").AsString);
            Assert.Equal(piece.TrimStart('\\'), Field(map, "c").AsString);
            Assert.True(Map($$"""{"b": "{{plain}}{{piece}}""").TryGetField("b", out var cut) && cut.IsError);
            Assert.True(Map($$"""{"b": "{{plain}}{{'\u0001'}}{{piece}}"}""").TryGetField("b", out var control) && control.IsError);
        }
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void Nesting_is_bounded_as_told(int depth, bool isError)
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

        Assert.Equal(isError, Field(Map(json), "a").IsError);
    }

    [Fact]
    public void Lookup_among_many_members_finds_each()
    {
        var map = Map("{" + string.Join(", ", Enumerable.Range(0, 100).Select(i => $"\"n{i % 90}\": {i}")) + "}");

        for (var i = 0; i < 90; i++)
            Assert.Equal(i < 10 ? i + 90 : i, Field(map, $"n{i}").AsInt);
        Assert.False(map.TryGetField("n90", out _));
        Assert.Equal(90, map.Count);
    }

    [Property(MaxTest = 1000)]
    public void Comparison_with_a_text_gives_what_reading_and_comparing_gives(int seed)
    {
        var json = new RandomJson(seed).Object();
        var texts = new[] { "", "a", "b", "é", "\\", "/", "\n", "A", "null", "1", "😀", "a😀" };
        foreach (var key in Map(json).Keys.Select(k => k.AsString).Append("absent"))
        {
            var value = Map(json).TryGetField(key, out var found) ? found : (CelValue?)null;
            foreach (var text in value is { Kind: CelKind.String } known ? texts.Append(known.AsString).Append(known.AsString + "x") : texts)
            {
                var isKnown = Map(json).TryFieldEquals(key, text, out var isEqual);
                Assert.Equal(value is { IsError: false }, isKnown);
                Assert.Equal(value is { Kind: CelKind.String } some && some.AsString == text, isEqual);
            }
        }
    }

    [Fact]
    public void Comparison_with_a_text_of_bytes_that_are_no_utf8_is_of_their_replacements()
    {
        byte[] json = [.. "{\"s\": \""u8, 0xff, (byte)'x', .. "\"}"u8];

        Assert.True(new JsonCelMap(json).TryFieldEquals("s", "\uFFFDx", out var isEqual) && isEqual);
        Assert.False(new JsonCelMap("nonsense"u8.ToArray()).TryFieldEquals("s", "x", out _));
    }

    [Fact]
    public void Container_is_made_once()
    {
        var map = Map("""{"m": {"a": [1, {"b": 2}]}}""");

        Assert.Same(Field(map, "m").AsMap, Field(map, "m").AsMap);
        var list = Field(Field(map, "m").AsMap, "a").AsList;
        Assert.Same(list[1].AsMap, list[1].AsMap);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[2]);
    }

    [Fact]
    public void Texts_that_share_a_place_are_told_apart()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5000; i++)
                Assert.Equal($"text {i}", Field(Map($$"""{"t": "text {{i}}"}"""), "t").AsString);
        }
    }

    [Fact]
    public void Lookup_of_a_repeated_key_gives_the_last()
    {
        var map = Map("""{"a": 1, "b": 2, "\u0061": 3}""");

        Assert.Equal(3, Field(map, "a").AsInt);
        Assert.Equal(2, map.Count);
        Assert.Equal(["a", "b"], map.Keys.Select(k => k.AsString));
    }

    [Fact]
    public void Lookup_of_an_absent_key_finds_nothing()
    {
        Assert.False(Map("""{"a": {"b": 1}}""").TryGetField("b", out _));
        Assert.False(Map("{}").TryGetField("", out _));
        Assert.False(Map("""{"1": 1}""").TryGet(CelValue.From(1), out _));
    }

    [Theory]
    [InlineData("9223372036854775807", CelKind.Int, "9223372036854775807")]
    [InlineData("9223372036854775808", CelKind.Uint, "9223372036854775808")]
    [InlineData("18446744073709551615", CelKind.Uint, "18446744073709551615")]
    [InlineData("-9223372036854775808", CelKind.Int, "-9223372036854775808")]
    [InlineData("9007199254740993", CelKind.Int, "9007199254740993")]
    [InlineData("1.5", CelKind.Double, "1.5")]
    [InlineData("18446744073709551616", CelKind.Error, null)]
    [InlineData("-9223372036854775809", CelKind.Error, null)]
    [InlineData("1e999", CelKind.Error, null)]
    public void Number_keeps_its_value_exactly(string number, CelKind kind, string? text)
    {
        var value = Field(Map($$"""{"n": {{number}}}"""), "n");

        Assert.Equal(kind, value.Kind);
        if (text is not null)
            Assert.Equal(text, value.ToString());
    }

    [Theory]
    [InlineData("""{"s": "\ud83d"}""", "\uFFFD")]
    [InlineData("""{"s": "\ude00x"}""", "\uFFFDx")]
    [InlineData("""{"s": "\ud83d\u0041"}""", "\uFFFDA")]
    [InlineData("""{"s": "\ud83d\ud83d\ude00"}""", "\uFFFD😀")]
    public void Text_with_half_a_surrogate_pair_is_read_with_a_replacement(string json, string expected) =>
        Assert.Equal(expected, Field(Map(json), "s").AsString);

    [Fact]
    public void Key_with_half_a_surrogate_pair_harms_no_other_key()
    {
        var map = Map("""{"\ud83d": 1, "a": 2}""");

        Assert.Equal(2, Field(map, "a").AsInt);
        Assert.Equal(1, Field(map, "\uFFFD").AsInt);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_read_with_replacements()
    {
        byte[] json = [.. "{\"s\": \""u8, 0xff, (byte)'x', .. "\"}"u8];

        var value = Field(new JsonCelMap(json), "s");

        Assert.True(value.Kind == CelKind.Error || value.AsString == "\uFFFDx");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{\"a\": 1")]
    [InlineData("{\"a\": 1, }")]
    [InlineData("{\"a\": \"\\q\"}")]
    [InlineData("{\"a\": \"\\u12\"}")]
    public void Malformed_bytes_give_an_error_value_and_throw_nothing(string json)
    {
        var map = Map(json);

        for (var i = 0; i < 10; i++)
        {
            Assert.True(map.TryGetField("a", out var value));
            Assert.True(value.IsError);
        }

        Assert.Equal(0, map.Count);
    }

    [Fact]
    public void Nesting_beyond_the_bound_gives_an_error_value()
    {
        var map = Map("{\"a\": " + new string('[', 100) + new string(']', 100) + "}");

        Assert.True(Field(map, "a").IsError);
    }

    [Fact]
    public void List_reads_each_element_in_its_place()
    {
        var list = Field(Map("""{"l": [1, "two", [3], {"four": 4}, null]}"""), "l").AsList;

        Assert.Equal(5, list.Count);
        Assert.Equal("two", list[1].AsString);
        Assert.Equal(3, list[2].AsList[0].AsInt);
        Assert.Equal(4, Field(list[3].AsMap, "four").AsInt);
        Assert.True(list[4].IsNull);
    }

    [Fact]
    public void Malformed_list_is_one_error_value()
    {
        var list = new JsonCelList("[1, 2"u8.ToArray());

        Assert.Equal(1, list.Count);
        Assert.True(list[0].IsError);
    }

    private static byte[] Mutated(byte[] json, Random random)
    {
        const string Pieces = "{}[]:,\"\\ \t\n\0\u001f0123456789-+.eEtrufalsn\u007f";
        for (var i = random.Next(3); i > 0 && json.Length > 0; i--)
        {
            var at = random.Next(json.Length);
            json = random.Next(3) switch
            {
                0 => [.. json[..at], .. json[(at + 1)..]],
                1 => [.. json[..at], (byte)Pieces[random.Next(Pieces.Length)], .. json[at..]],
                _ => [.. json[..at], (byte)Pieces[random.Next(Pieces.Length)], .. json[(at + 1)..]],
            };
        }

        return json;
    }

    private static bool IsObject(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonCelValue.MaxDepth });
            while (reader.Read())
            {
            }

            return json.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonCelMap Map(string json) => new(Encoding.UTF8.GetBytes(json));

    private static CelValue Field(CelMap map, string name)
    {
        Assert.True(map.TryGetField(name, out var value));
        return value;
    }

    private static void AssertSame(JsonElement expected, CelValue actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                var last = new Dictionary<string, JsonElement>();
                foreach (var property in expected.EnumerateObject())
                    last[property.Name] = property.Value;
                Assert.Equal(last.Count, actual.AsMap.Count);
                Assert.Equal(last.Keys.ToHashSet(), actual.AsMap.Keys.Select(k => k.AsString).ToHashSet());
                foreach (var (name, value) in last)
                    AssertSame(value, Field(actual.AsMap, name));
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.AsList.Count);
                for (var i = 0; i < actual.AsList.Count; i++)
                    AssertSame(expected[i], actual.AsList[i]);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), actual.AsString);
                break;
            case JsonValueKind.Number when expected.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'):
                Assert.Equal(expected.GetDouble(), actual.AsDouble);
                break;
            case JsonValueKind.Number when expected.TryGetInt64(out var number):
                Assert.Equal(number, actual.AsInt);
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetUInt64(), actual.AsUint);
                break;
            case JsonValueKind.Null:
                Assert.True(actual.IsNull);
                break;
            default:
                Assert.Equal(expected.GetBoolean(), actual.AsBool);
                break;
        }
    }
}
