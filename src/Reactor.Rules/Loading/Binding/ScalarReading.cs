using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>What parsing a scalar gave.</summary>
/// <param name="Value">The value, when there is no message.</param>
/// <param name="Message">What is wrong; null when nothing is.</param>
/// <param name="Suggestion">What to do.</param>
internal readonly record struct Parsing<T>(T Value, string? Message = null, string? Suggestion = null)
{
    public static Parsing<T> Wrong(string message, string? suggestion = null) => new(default!, message, suggestion);
}

/// <summary>A value written as one scalar, which takes its target's type: <c>name: 17</c> is the text 17.</summary>
internal sealed class ScalarReading<T>(string expected, Func<YScalar, Parsing<T>> parse) : Reading<T>
{
    public override string Expected => expected;

    public override IReadOnlyList<string> Choices => Form.Words;

    /// <summary>What it looks like, for the schema.</summary>
    public required ScalarForm Form { get; init; }

    public override JsonObject Schema(SchemaDefs defs) => Form.Schema(defs);

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not YScalar scalar || scalar.Core == CoreKind.Null)
            return WrongType(node, diagnostics);
        var parsing = parse(scalar);
        if (parsing.Message is { } message)
            return BadValue(node, diagnostics, message, parsing.Suggestion);
        value = parsing.Value;
        return true;
    }
}
