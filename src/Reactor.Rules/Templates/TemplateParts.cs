using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Templates;

/// <summary>One compiled stretch of a template: a literal, or a program.</summary>
/// <param name="Literal">The text; null where it is a program.</param>
/// <param name="Program">The program; null where it is a text.</param>
internal readonly record struct TemplatePart(string? Literal, CelProgram? Program);

/// <summary>What all templates over text have in common: compiled stretches.</summary>
internal sealed class TemplateParts
{
    /// <summary>The most <c>{{ }}</c> in one text.</summary>
    public const int MaxExpressions = 100;

    private string? _canonical;

    private TemplateParts(ImmutableArray<TemplatePart> parts) => Parts = parts;

    public ImmutableArray<TemplatePart> Parts { get; }

    public IEnumerable<CelProgram> Programs => Parts.Where(p => p.Program is not null).Select(p => p.Program!);

    /// <summary>Equal for texts that differ in the formatting of expressions only.</summary>
    public string Canonical => _canonical ??= MakeCanonical();

    public static TemplateParts Of(string literal) => new(literal.Length == 0 ? [] : [new(literal, null)]);

    /// <summary>Null where there is an error among the diagnostics added.</summary>
    public static TemplateParts? Parse(string text, RuleEnvironment environment, ExpressionPlace place, List<CelDiagnostic> diagnostics)
    {
        var segments = TemplateScanner.Split(text, diagnostics);
        if (segments.Count(s => s.IsExpression) > MaxExpressions)
        {
            diagnostics.Add(new(CelSeverity.Error, 0, text.Length, $"a text has at most {MaxExpressions} `{{{{ }}}}`", null));
            return null;
        }

        var parts = segments.Select(s => s.IsExpression ? Compile(s, environment, place, diagnostics) : new TemplatePart(s.Text, null)).ToImmutableArray();
        return diagnostics.Any(d => d.Severity == CelSeverity.Error) ? null : new(parts);
    }

    private static TemplatePart Compile(TemplateSegment segment, RuleEnvironment environment, ExpressionPlace place, List<CelDiagnostic> diagnostics)
    {
        // Without the blanks around it, so that "at the end of the expression" is at its last character.
        var indent = segment.Text.Length - segment.Text.TrimStart().Length;
        var compilation = environment.Compile(segment.Text.Trim(), place);
        diagnostics.AddRange(compilation.Diagnostics.Select(d => d with { Offset = d.Offset + segment.Offset + indent }));
        return new(null, compilation.Program);
    }

    private string MakeCanonical()
    {
        // Lengths in front: a literal that looks like an expression must not equal one.
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            var content = part.Literal ?? part.Program!.Canonical;
            text.Append(part.Literal is null ? 'x' : 't').Append(content.Length).Append(':').Append(content);
        }

        return text.ToString();
    }
}
