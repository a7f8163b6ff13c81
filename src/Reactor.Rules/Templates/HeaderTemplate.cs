using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Templates;

/// <summary>
/// The value of an HTTP header, with CEL in <c>{{ }}</c>. What is inserted can't end the header: whatever is not visible ASCII or a
/// blank becomes <c>?</c> (RFC 9110, section 5.5). Immutable.
/// </summary>
public sealed class HeaderTemplate
{
    /// <summary>The longest value rendered, in characters; what is longer is cut.</summary>
    public const int MaxLength = 8 * 1024;

    private readonly TextTemplate _template;

    private HeaderTemplate(TextTemplate template) => _template = template;

    /// <summary>As written.</summary>
    public string Text => _template.Text;

    /// <summary>One spelling for all texts that differ in the formatting of expressions only.</summary>
    public string Canonical => _template.Canonical;

    /// <summary>Its expressions, in order.</summary>
    public IEnumerable<CelProgram> Programs => _template.Programs;

    /// <summary>Parses and compiles; all errors at once. The literal text must be visible ASCII and blanks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">What its expressions may name.</param>
    /// <param name="place">Where it stands: <see cref="ExpressionPlace.Value"/> or <see cref="ExpressionPlace.StepValue"/>.</param>
    public static Parsed<HeaderTemplate> Parse(string text, RuleEnvironment environment, ExpressionPlace place = ExpressionPlace.Value)
    {
        var parsed = TextTemplate.Parse(text, environment, place);
        var bad = new List<CelDiagnostic>();
        foreach (var segment in TemplateScanner.Split(text, []).Where(s => !s.IsExpression))
        {
            var at = segment.Text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
            if (at >= 0)
                bad.Add(new(CelSeverity.Error, segment.Offset + at, 1, "a header's value holds visible ASCII characters and blanks only", null));
        }

        return new(bad.Count > 0 || parsed.Value is null ? null : new(parsed.Value), [.. parsed.Diagnostics, .. bad]);
    }

    /// <summary>Renders; what is null, missing or fails reads <c>&lt;missing&gt;</c>.</summary>
    /// <param name="activation">The values.</param>
    public string Render(CelActivation activation)
    {
        var text = _template.Render(activation).AsSpan();
        if (text.Length > MaxLength)
            text = text[..MaxLength];
        return string.Create(text.Length, text, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                to[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
        }).Trim();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
