using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A reading with a check of the node before it; the check reports what it refuses.</summary>
internal sealed class CheckedReading<T>(Reading<T> inner, Func<YNode, DiagnosticBag, bool> check) : Reading<T>
{
    public override string Expected => inner.Expected;

    public override IReadOnlyList<string> Choices => inner.Choices;

    public override JsonObject Schema(SchemaDefs defs) => inner.Schema(defs);

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return check(node, diagnostics) && inner.TryRead(node, diagnostics, out value);
    }
}
