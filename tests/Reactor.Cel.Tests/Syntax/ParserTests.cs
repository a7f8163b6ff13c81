using Reactor.Cel.Syntax;

namespace Reactor.Cel.Tests.Syntax;

public sealed class ParserTests
{
    [Theory]
    [InlineData("1 + 2 * 3 - -4", "1 + 2 * 3 - -4")]
    [InlineData("(1 + 2) * 3", "(1 + 2) * 3")]
    [InlineData("1 - (2 - 3)", "1 - (2 - 3)")]
    [InlineData("!(a && b) || c ? d : e ? f : g", "!(a && b) || c ? d : e ? f : g")]
    [InlineData("(a ? b : c) ? d : e", "(a ? b : c) ? d : e")]
    [InlineData("(a && b) && (c && d)", "a && b && c && d")]
    [InlineData("(a || b) && c", "(a || b) && c")]
    [InlineData("-(1)", "-(1)")]
    [InlineData("- 1", "-1")]
    [InlineData("-a.b", "-a.b")]
    [InlineData("(-1).x", "(-1).x")]
    [InlineData("--1", "-(-1)")]
    [InlineData("1.50e3", "1500.0")]
    [InlineData("0x1F", "31")]
    [InlineData("7U", "7u")]
    [InlineData("a.`b-c`.d[\"e\"]", "a.`b-c`.d[\"e\"]")]
    [InlineData(".a.b(c, 1)", ".a.b(c, 1)")]
    [InlineData("r'\\d' + \"\"\"x\ny\"\"\"", "\"\\\\d\" + \"x\\ny\"")]
    [InlineData("[1, 2,]", "[1, 2]")]
    [InlineData("{'a': 1, b: [2],}", "{\"a\": 1, b: [2]}")]
    [InlineData("x.exists_one(y, y > 1)", "x.existsOne(y, y > 1)")]
    [InlineData("x.transformMap(k, v, v > 1, v + 1)", "x.transformMap(k, v, v > 1, v + 1)")]
    [InlineData("has(a.b) // really\n && c", "has(a.b) && c")]
    [InlineData("a.in_x in b", "a.in_x in b")]
    [InlineData("a.for + a.while()", "a.for + a.while()")]
    public void Text_is_read_and_written(string text, string expected) => Assert.Equal(expected, Printer.Print(Parser.Parse(text)));

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("a b", 2, 1)]
    [InlineData("a = 1", 2, 1)]
    [InlineData("a & b", 2, 1)]
    [InlineData("\"abc", 0, 4)]
    [InlineData("'a\nb'", 0, 2)]
    [InlineData("'\\q'", 1, 2)]
    [InlineData("'\\ud800'", 1, 6)]
    [InlineData("'\\U00110000'", 1, 10)]
    [InlineData("'\\400'", 1, 2)]
    [InlineData("b'x'", 0, 1)]
    [InlineData("1x", 0, 2)]
    [InlineData("9223372036854775808", 0, 19)]
    [InlineData("-9223372036854775809", 0, 20)]
    [InlineData("18446744073709551616u", 0, 21)]
    [InlineData("1e999", 0, 5)]
    [InlineData("for", 0, 3)]
    [InlineData("while(1)", 0, 5)]
    [InlineData("a.in", 2, 2)]
    [InlineData("a.true", 2, 4)]
    [InlineData("`a`", 0, 3)]
    [InlineData("a.`b$`", 2, 4)]
    [InlineData("a.`b`(1)", 5, 1)]
    [InlineData("A{b: 1}", 0, 2)]
    [InlineData("[1].map(a.b, 1)", 8, 3)]
    [InlineData("[1].exists(a, a, true)", 14, 1)]
    [InlineData("has(a, b)", 0, 9)]
    [InlineData("(1", 2, 0)]
    [InlineData("{1}", 2, 1)]
    [InlineData("1 +", 3, 0)]
    [InlineData("a ? b", 5, 0)]
    [InlineData("\u0001", 0, 1)]
    public void Wrong_text_is_refused_where_it_goes_wrong(string text, int offset, int length)
    {
        var diagnostic = Assert.Single(new CelEnvironmentBuilder().Build().Compile(text).Diagnostics);
        Assert.Equal((offset, length), (diagnostic.Offset, diagnostic.Length));
        Assert.NotEmpty(diagnostic.Message);
    }

    [Theory]
    [InlineData("a and b", 2, 3, "&&")]
    [InlineData("a or b", 2, 2, "||")]
    [InlineData("not a", 0, 3, "!")]
    [InlineData("a not in b", 2, 6, null)]
    [InlineData("a in (1, 2)", 5, 3, null)]
    [InlineData("True", 0, 4, "true")]
    [InlineData("NULL", 0, 4, "null")]
    public void Habits_of_other_languages_are_met(string text, int offset, int length, string? suggestion)
    {
        var diagnostic = new CelEnvironmentBuilder().AddVariable("a", CelType.Dyn).AddVariable("b", CelType.Dyn).Build().Compile(text).Diagnostics[0];
        Assert.Equal((offset, length, suggestion), (diagnostic.Offset, diagnostic.Length, diagnostic.Suggestion));
    }

    [Theory]
    [InlineData("(", ")", 10_000)]
    [InlineData("[", "]", 8_000)]
    [InlineData("!", "", 16_000)]
    [InlineData("-", "", 16_000)]
    [InlineData("a.", "", 8_000)]
    [InlineData("1+", "", 8_000)]
    [InlineData("a?", ":a", 5_000)]
    [InlineData("{1:", "}", 4_000)]
    [InlineData("f(", ")", 4_000)]
    [InlineData("a[", "]", 4_000)]
    public void Deep_text_is_refused_not_followed(string open, string close, int times)
    {
        var text = string.Concat(Enumerable.Repeat(open, times)) + "a" + string.Concat(Enumerable.Repeat(close, times));
        var compilation = new CelEnvironmentBuilder().Build().Compile(text);
        Assert.Null(compilation.Program);
        Assert.Single(compilation.Diagnostics);
    }

    [Fact]
    public void Long_text_is_refused()
    {
        var compilation = new CelEnvironmentBuilder().Build().Compile(new string(' ', CelEnvironment.MaxExpressionLength) + "1");
        Assert.Contains("more than 16384", Assert.Single(compilation.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chain_of_many_conditions_is_no_nesting()
    {
        var text = string.Join(" && ", Enumerable.Repeat("true", 2000));
        Assert.True(new CelEnvironmentBuilder().Build().Compile(text).Program!.Evaluate(CelActivation.Empty).IsTrue);
    }
}
