using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A text with its place, for what is compiled later.</summary>
internal sealed class NodeReading<T>(string expected) : Reading<T>
    where T : YNode
{
    public override string Expected => expected;

    /// <summary>What a scalar looks like, for the schema.</summary>
    public ScalarForm Form { get; init; } = ScalarForm.Any;

    public override JsonObject Schema(SchemaDefs defs) => typeof(T) == typeof(YScalar) ? Form.Schema(defs)
        : typeof(T) == typeof(YMap) ? new JsonObject { ["type"] = "object" }
        : [];

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value)
    {
        // A scalar without text (`summary:`) is not one: the key has no value.
        value = node is YScalar { Core: CoreKind.Null } && typeof(T) == typeof(YScalar) ? null : node as T;
        return value is not null || WrongType(
            node, diagnostics, typeof(T) == typeof(YScalar) && node is YMap ? "put a text with {{ }} in quotes: \"{{ ... }}\"" : null);
    }
}
