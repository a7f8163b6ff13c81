using System.Text;
using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Templates;

/// <summary>
/// An <c>http</c> or <c>https</c> URL with CEL in <c>{{ }}</c>, behind scheme, host and port only. What is inserted is percent-encoded
/// (all but RFC 3986's unreserved characters), and can't make a path segment <c>.</c> or <c>..</c>. Immutable.
/// </summary>
public sealed class UrlTemplate
{
    /// <summary>The most that one <c>{{ }}</c> inserts, in UTF-16 units before encoding; what is longer is cut.</summary>
    public const int MaxInsertedLength = 1024;

    private readonly TemplateParts _parts;
    private string? _constant; // What it renders as, where nothing is inserted.

    private UrlTemplate(string text, TemplateParts parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>One spelling for all URLs that differ in the formatting of expressions only.</summary>
    public string Canonical => _parts.Canonical;

    /// <summary>Its expressions, in order.</summary>
    public IEnumerable<CelProgram> Programs => _parts.Programs;

    /// <summary>Parses and compiles; all errors at once.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="environment">What its expressions may name.</param>
    /// <param name="place">Where it stands: <see cref="ExpressionPlace.Value"/> or <see cref="ExpressionPlace.StepValue"/>.</param>
    public static Parsed<UrlTemplate> Parse(string text, RuleEnvironment environment, ExpressionPlace place = ExpressionPlace.Value)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(environment);
        var diagnostics = new List<CelDiagnostic>();
        var parts = TemplateParts.Parse(text, environment, place, diagnostics);
        if (parts is not null)
            UrlShape.Check(text, TemplateScanner.Split(text, []), diagnostics);
        return new(parts is null || diagnostics.Any(d => d.Severity == CelSeverity.Error) ? null : new(text, parts), diagnostics);
    }

    /// <summary>Renders; what is null, missing or fails reads <c>&lt;missing&gt;</c>, percent-encoded.</summary>
    /// <param name="activation">The values.</param>
    public string Render(CelActivation activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        if (_parts.Parts is [{ Literal: { } only }])
            return _constant ??= UrlShape.Defuse(only);
        var url = new StringBuilder();
        foreach (var part in _parts.Parts)
        {
            if (part.Literal is { } literal)
                url.Append(literal);
            else
                url.Append(Encode(part.Program!.Evaluate(activation)));
        }

        return UrlShape.Defuse(url.ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Encode(in CelValue value)
    {
        var text = ValueText.Of(value, new RenderBounds());
        if (text.Length > MaxInsertedLength)
            text = text[..(char.IsHighSurrogate(text[MaxInsertedLength - 1]) ? MaxInsertedLength - 1 : MaxInsertedLength)];
        return Uri.EscapeDataString(text);
    }
}
