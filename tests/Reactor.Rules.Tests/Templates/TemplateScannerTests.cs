using FsCheck.Xunit;
using Reactor.Cel;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Tests.Templates;

public sealed class TemplateScannerTests
{
    [Theory]
    [InlineData("plain", "t:plain")]
    [InlineData("", "")]
    [InlineData("{{a}}", "x:a")]
    [InlineData("a {{ b }} c", "t:a |x: b |t: c")]
    [InlineData("{{a}}{{b}}", "x:a|x:b")]
    [InlineData("{ not } one }}", "t:{ not } one }}")]
    [InlineData("{{ '}}' }}", "x: '}}' ")]
    [InlineData("{{ \"}}\" }}", "x: \"}}\" ")]
    [InlineData("{{ '\\'}}' }}", "x: '\\'}}' ")]
    [InlineData("{{ r'\\' }}", "x: r'\\' ")]
    [InlineData("{{ var'\\'}}' }}", "x: var'\\'}}' ")]
    [InlineData("{{ '''it's }}''' }}", "x: '''it's }}''' ")]
    [InlineData("{{ \"\"\"a\"}}\"\"\" }}", "x: \"\"\"a\"}}\"\"\" ")]
    [InlineData("{{ '' }}", "x: '' ")]
    [InlineData("{{ {'a': {'b': 1}} }}", "x: {'a': {'b': 1}} ")]
    [InlineData("{{{'a': 1}}}", "x:{'a': 1}")]
    public void Split_text_at_double_braces(string text, string expected)
    {
        var diagnostics = new List<CelDiagnostic>();

        var segments = TemplateScanner.Split(text, diagnostics);

        Assert.Empty(diagnostics);
        Assert.Equal(expected, string.Join('|', segments.Select(s => (s.IsExpression ? "x:" : "t:") + s.Text)));
        Assert.All(segments, s => Assert.Equal(s.Text, text.Substring(s.Offset, s.Text.Length)));
    }

    [Theory]
    [InlineData("{{", 0)]
    [InlineData("a {{ b", 2)]
    [InlineData("a {{ b }", 2)]
    [InlineData("{{ a }} {{ 'b }}", 8)]
    [InlineData("{{ {'a': 1 }}", 0)]
    public void Split_expression_that_never_ends_is_told_where_it_starts(string text, int offset)
    {
        var diagnostics = new List<CelDiagnostic>();

        TemplateScanner.Split(text, diagnostics);

        Assert.Equal(offset, Assert.Single(diagnostics).Offset);
    }

    [Fact]
    public void Split_empty_expression_is_told()
    {
        var diagnostics = new List<CelDiagnostic>();

        TemplateScanner.Split("a {{ }} b", diagnostics);

        Assert.Equal((2, 5), (Assert.Single(diagnostics).Offset, diagnostics[0].Length));
    }

    [Property(MaxTest = 1000)]
    public void Split_any_text_loses_nothing_where_it_has_no_errors(int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => "{}'\"\\ar "[random.Next(8)]));
        var diagnostics = new List<CelDiagnostic>();

        var segments = TemplateScanner.Split(text, diagnostics);

        if (diagnostics.Count == 0)
            Assert.Equal(text, string.Concat(segments.Select(s => s.IsExpression ? $"{{{{{s.Text}}}}}" : s.Text)));
    }
}
