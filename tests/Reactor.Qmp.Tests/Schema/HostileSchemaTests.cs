using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Reactor.Qmp.Tests.Schema;

/// <summary>A schema comes from a peer: whatever it holds, it is read or refused with words.</summary>
public class HostileSchemaTests
{
    [Theory]
    [InlineData("", "the schema is empty")]
    [InlineData("hello", "not well-formed JSON (line 1, byte 1)")]
    [InlineData("[\n{\"name\": \"0\", \"meta-type\"", "not well-formed JSON (line 2, ")]
    [InlineData("{}", "no answer to query-qmp-schema")]
    [InlineData("[]", "no answer to query-qmp-schema")]
    [InlineData("[1]", "no answer to query-qmp-schema")]
    [InlineData("""{"error": {"class": "CommandNotFound", "desc": "no"}}""", "no answer to query-qmp-schema")]
    [InlineData("""{"return": {"status": "running"}}""", "no answer to query-qmp-schema")]
    [InlineData("""[{"name": "\ud800", "meta-type": "builtin"}]""", "half a surrogate pair")]
    [InlineData("""[{"meta-type": "builtin"}]""", "entry 1 has no 'name'")]
    [InlineData("""[{"name": "a b", "meta-type": "builtin"}]""", "entry 1 has no 'name'")]
    [InlineData("""[{"name": "a\u001b[31m", "meta-type": "builtin"}]""", "entry 1 has no 'name'")]
    [InlineData("""[{"name": 5, "meta-type": "builtin"}]""", "entry 1 has no 'name'")]
    [InlineData("""[{"name": "i", "meta-type": "builtin"}, 7]""", "entry 2 is no object")]
    [InlineData("""[{"name": "i", "meta-type": "builtin"}, {"name": "i", "meta-type": "builtin"}]""", "entry 2 ('i') has the name of an entry before it")]
    [InlineData("""[{"name": "E", "meta-type": "event"}]""", "entry 1 ('E') has no 'arg-type'")]
    [InlineData("""[{"name": "E", "meta-type": "event", "arg-type": "7"}]""", "event E refers to type '7', which there isn't")]
    [InlineData("""[{"name": "c", "meta-type": "command", "arg-type": "i", "ret-type": "i"}, {"name": "i", "meta-type": "builtin"}]""", "command c needs an object, and type 'i' is none")]
    [InlineData("""[{"name": "VM_LOST", "meta-type": "event", "arg-type": "0"}, {"name": "0", "meta-type": "object", "members": []}]""", "('VM_LOST') is an event of a name that is Reactor's own")]
    [InlineData("""[{"name": "e", "meta-type": "enum"}]""", "('e') has no list of values")]
    [InlineData("""[{"name": "e", "meta-type": "enum", "values": [1]}]""", "('e') has no list of values")]
    [InlineData("""[{"name": "o", "meta-type": "object", "members": {}}]""", "('o') has no list of objects 'members'")]
    [InlineData("""[{"name": "o", "meta-type": "object", "members": [{"name": "m", "type": "o"}, {"name": "m", "type": "o"}]}]""", "type o has two members or variants of one name")]
    [InlineData("""[{"name": "o", "meta-type": "object", "members": [], "variants": [{"case": "x", "type": "o"}]}]""", "type o has variants, but no member that decides between them")]
    [InlineData("""[{"name": "a", "meta-type": "array", "element-type": "b"}]""", "type a refers to type 'b', which there isn't")]
    public void Read_what_is_no_schema_says_what_is_wrong(string text, string message)
    {
        var e = Assert.Throws<QmpSchemaException>(() => QmpSchemaReader.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', e.Message);
    }

    [Fact]
    public void Read_bytes_that_are_not_utf8_are_refused() =>
        Assert.Contains("not UTF-8", Assert.Throws<QmpSchemaException>(() => QmpSchemaReader.Read(new byte[] { 0x5B, 0xFF, 0x5D })).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_tells_all_problems_up_to_a_number()
    {
        Assert.Equal(2, Problems(Repeat("""{"name": "NAME", "meta-type": "enum"}""", 2)).Count);
        Assert.Equal(20, Problems(Repeat("""{"name": "NAME", "meta-type": "enum"}""", 500)).Count);
        Assert.Equal(20, Problems(Repeat("""{"name": "NAME", "meta-type": "array", "element-type": "nope"}""", 500)).Count);
    }

    [Fact]
    public void Read_too_many_entries_too_deep_or_too_long_is_refused()
    {
        Assert.Contains("10001 entries", Problems(Repeat("""{"name": "NAME", "meta-type": "builtin"}""", 10_001)).Single(), StringComparison.Ordinal);
        Assert.Contains("not well-formed", Problems($$"""{"return": {{new string('[', 100)}}{{new string(']', 100)}}}""").Single(), StringComparison.Ordinal);
        Assert.Contains("bytes, more than the", Problems(new string(' ', QmpSchemaReader.MaxBytes + 1)).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_types_that_hold_each_other_end()
    {
        string text = """
            [{"name": "E", "meta-type": "event", "arg-type": "a"},
             {"name": "a", "meta-type": "object", "members": [{"name": "x", "type": "b"}, {"name": "l", "type": "[l]"}]},
             {"name": "b", "meta-type": "object", "tag": "t", "members": [{"name": "t", "type": "e"}, {"name": "y", "type": "a"}], "variants": [{"case": "v", "type": "b"}]},
             {"name": "e", "meta-type": "enum", "values": ["v"]}, {"name": "[l]", "meta-type": "array", "element-type": "[l]"}]
            """;
        Assert.True(QmpSchemaReader.Read(Encoding.UTF8.GetBytes(text)).Events.TryGet("E", out var e));
        Assert.Equal("any", e.Field("x")!.Fields.Single(f => f.Name == "y").Type);
        Assert.Equal("[any]", e.Field("l")!.Type);
        Assert.Empty(e.Field("x")!.Branches!.Variants["v"]);
    }

    [Fact]
    public void Read_types_that_double_with_every_level_are_refused()
    {
        // Each of the types holds the next one ten times: a hundred million members within eight levels.
        var types = Enumerable.Range(0, 10).Select(i =>
            $$"""{"name": "{{i}}", "meta-type": "object", "members": [{{string.Join(", ", Enumerable.Range(0, 10).Select(m => $$"""{"name": "m{{m}}", "type": "{{i + 1}}"}"""))}}]}""");
        string text = $$"""[{"name": "E", "meta-type": "event", "arg-type": "0"}, {{string.Join(", ", types)}}, {"name": "10", "meta-type": "object", "members": []}]""";
        Assert.Contains("unfold into more than", Problems(text).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_many_variants_used_many_times_are_refused()
    {
        string variants = string.Join(", ", Enumerable.Range(0, 2000).Select(i => $$"""{"case": "c{{i}}", "type": "0"}"""));
        string events = string.Join(", ", Enumerable.Range(0, 2000).Select(i => $$"""{"name": "E{{i}}", "meta-type": "event", "arg-type": "1"}"""));
        string text = $$"""
            [{{events}}, {"name": "0", "meta-type": "object", "members": []}, {"name": "e", "meta-type": "builtin"},
             {"name": "1", "meta-type": "object", "tag": "t", "members": [{"name": "t", "type": "e"}], "variants": [{{variants}}]}]
            """;
        Assert.Contains("unfold into more than", Problems(text).Single(), StringComparison.Ordinal);
    }

    [Property(MaxTest = 2000)]
    public void Read_small_schema_with_changed_bytes_is_read_or_refused(byte[] bytes, NonNegativeInt[] places)
    {
        byte[] text = Encoding.UTF8.GetBytes(SmallSchema.Bare);
        foreach (var (place, value) in places.Zip(bytes))
            text[place.Get * 7919 % text.Length] = value;
        ReadOrRefuse(text);
    }

    [Property(MaxTest = 1000)]
    public Property Read_small_schema_with_a_piece_moved_is_read_or_refused() =>
        Prop.ForAll(
            Gen.Choose(0, SmallSchema.Bare.Length).Three().ToArbitrary(),
            cuts =>
            {
                int[] at = [.. new[] { cuts.Item1, cuts.Item2, cuts.Item3 }.Order()];
                string all = SmallSchema.Bare;
                ReadOrRefuse(Encoding.UTF8.GetBytes(all[..at[0]] + all[at[1]..at[2]] + all[at[0]..at[1]] + all[at[2]..]));
            });

    /// <summary>What is read can be used: every name is found again, every list is whole.</summary>
    private static void ReadOrRefuse(byte[] text)
    {
        QmpSchema schema;
        try
        {
            schema = QmpSchemaReader.Read(text);
        }
        catch (QmpSchemaException e)
        {
            Assert.NotEmpty(e.Problems);
            return;
        }

        Assert.All(schema.Events.Names, n => Assert.True(schema.Events.TryGet(n, out _)));
        Assert.All(schema.Commands.All, c => Assert.All(c.ArgumentProblems(["x"]), p => Assert.NotEmpty(p.Message)));
    }

    private static IReadOnlyList<string> Problems(string text) => Assert.Throws<QmpSchemaException>(() => QmpSchemaReader.Read(Encoding.UTF8.GetBytes(text))).Problems;

    private static string Repeat(string entry, int times) =>
        $"[{string.Join(", ", Enumerable.Range(0, times).Select(i => entry.Replace("NAME", $"t{i}", StringComparison.Ordinal)))}]";
}
