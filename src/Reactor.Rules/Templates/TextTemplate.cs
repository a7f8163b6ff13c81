using System.Text;
using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Templates;

/// <summary>A text with CEL in <c>{{ }}</c>. A literal <c>{{</c> is written <c>{{ "{{" }}</c>. Immutable.</summary>
public sealed class TextTemplate
{
    /// <summary>The longest text rendered where nothing else is said, in UTF-16 units; what is longer is cut and ends in an ellipsis.</summary>
    public const int MaxLength = 64 * 1024;

    private readonly TemplateParts _parts;

    private TextTemplate(string text, TemplateParts parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>One spelling for all texts that differ in the formatting of expressions only.</summary>
    public string Canonical => _parts.Canonical;

    /// <summary>Whether it holds no <c>{{ }}</c>.</summary>
    public bool IsConstant => !Programs.Any();

    /// <summary>Its expressions, in order.</summary>
    public IEnumerable<CelProgram> Programs => _parts.Programs;

    /// <summary>A template that renders this text, whatever is in it.</summary>
    /// <param name="text">The text.</param>
    public static TextTemplate Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, TemplateParts.Of(text));
    }

    /// <summary>Parses and compiles; all errors at once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="environment">What its expressions may name.</param>
    /// <param name="place">Where it stands: <see cref="ExpressionPlace.Value"/> or <see cref="ExpressionPlace.StepValue"/>.</param>
    public static Parsed<TextTemplate> Parse(string text, RuleEnvironment environment, ExpressionPlace place = ExpressionPlace.Value)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(environment);
        var diagnostics = new List<CelDiagnostic>();
        var parts = TemplateParts.Parse(text, environment, place, diagnostics);
        return new(parts is null ? null : new(text, parts), diagnostics);
    }

    /// <summary>Renders; what is null, missing or fails reads <c>&lt;missing&gt;</c>.</summary>
    /// <param name="activation">The values.</param>
    public string Render(CelActivation activation) => Render(activation, new RenderBounds());

    /// <summary>Renders; what is null, missing or fails reads <c>&lt;missing&gt;</c>.</summary>
    /// <param name="activation">The values.</param>
    /// <param name="missing">How many did.</param>
    public string Render(CelActivation activation, out int missing)
    {
        var bounds = new RenderBounds();
        var text = Render(activation, bounds);
        missing = bounds.Missing;
        return text;
    }

    /// <summary>Renders; what is null, missing or fails reads <c>&lt;missing&gt;</c>.</summary>
    /// <param name="activation">The values.</param>
    /// <param name="bounds">How long it may be; is told how many are missing, and whether it was cut.</param>
    public string Render(CelActivation activation, RenderBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        if (_parts.Parts is [{ Literal: { } only }])
            return Cut(only, bounds);
        var text = new StringBuilder();
        foreach (var part in _parts.Parts)
        {
            var piece = part.Literal;
            piece ??= ValueText.Of(part.Program!.Evaluate(activation), bounds);
            text.Append(piece);

            // One unit more than is kept: that shows that something was cut.
            if (text.Length > bounds.MaxSize)
                break;
        }

        return Cut(text.ToString(), bounds);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal static string Cut(string text, RenderBounds bounds)
    {
        if (text.Length <= bounds.MaxSize)
            return text;
        bounds.IsCut = true;
        var end = bounds.MaxSize - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
