using System.Text.Json;
using FsCheck.Xunit;
using Reactor.Cel;
using Reactor.Rules.Engine;
using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Tests.Engine.Keys;

public sealed class RuleKeyTests
{
    [Fact]
    public void ToJson_names_the_VM_first_then_the_parts_in_order() =>
        Assert.Equal(
            """{"vm":"web1","node":"c2","n":18446744073709551615,"b":true,"none":null}""",
            RuleKey.Of("web1", ("node", CelValue.From("c2")), ("n", CelValue.From(ulong.MaxValue)), ("b", CelValue.True), ("none", CelValue.Null)).ToJson());

    [Fact]
    public void Equals_numbers_that_are_equal_in_CEL_are_one_key()
    {
        var keys = new[] { CelValue.From(1L), CelValue.From(1UL), CelValue.From(1.0) }.Select(v => RuleKey.Of("vm", ("n", v)));

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public void Equals_a_number_and_its_text_are_two_keys() =>
        Assert.NotEqual(RuleKey.Of("vm", ("n", CelValue.From(1))), RuleKey.Of("vm", ("n", CelValue.From("1"))));

    [Property(MaxTest = 500)]
    public void ToJson_of_any_text_is_JSON_that_reads_back(string? vm, string? text)
    {
        var key = RuleKey.Of(vm ?? "", ("t", CelValue.From(text ?? "")));

        using var document = JsonDocument.Parse(key.ToJson());

        Assert.Equal(Whole(vm), document.RootElement.GetProperty("vm").GetString());
        Assert.Equal(Whole(text), document.RootElement.GetProperty("t").GetString());
    }

    [Property(MaxTest = 300)]
    public void Parse_of_a_keys_JSON_is_the_same_key(string? vm, string? text, long number, double real, bool flag)
    {
        var key = RuleKey.Of(
            vm ?? "",
            [.. new[] { CelValue.From(text ?? ""), CelValue.From(number), CelValue.From(ulong.MaxValue), CelValue.From(double.IsFinite(real) ? real : 0), CelValue.From(flag), CelValue.Null }
                .Select((v, i) => ($"p{i}", RuleKeyReader.Canonical(v)))]);

        var parsed = RuleKey.Parse(key.ToJson(), ["p1"]);

        Assert.Equal(key.ToJson(), parsed.ToJson());
        Assert.Equal(key.Parts.Select(p => p.Value), parsed.Parts.Select(p => p.Value));
        Assert.Equal(["p1"], parsed.Labels.Select(l => l.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":[1]}")]
    [InlineData("{\"vm\":1}")]
    public void Parse_of_what_is_no_key_is_refused(string json) => Assert.Throws<FormatException>(() => RuleKey.Parse(json));

    [Fact]
    public void Canonical_times_and_spans_are_their_text()
    {
        Assert.Equal(CelValue.From("1970-01-01T00:00:00Z"), RuleKeyReader.Canonical(CelValue.From(DateTimeOffset.UnixEpoch)));
        Assert.Equal(CelKind.String, RuleKeyReader.Canonical(CelValue.From(TimeSpan.FromSeconds(90))).Kind);
    }

    // Halves of surrogate pairs can't be in JSON.
    private static string Whole(string? text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
}
