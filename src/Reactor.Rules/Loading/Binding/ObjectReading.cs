using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A map of a known shape, made into a <typeparamref name="T"/>. What is faulty in it stays empty, so that the rest can be checked further.</summary>
internal sealed class ObjectReading<T>(Shape shape, Func<Fields, T?> make) : Reading<T>
    where T : class
{
    public override string Expected => shape.What;

    public override string Looks => shape.Examples;

    public override JsonObject Schema(SchemaDefs defs) => shape.Schema(defs);

    public override string? Whole(string text) => shape.Whole(text);

    public override string? Entry(string key) => shape.Entry(key);

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out T value)
    {
        value = shape.TryOpen(node, diagnostics, out var fields) ? make(fields) : null;
        return value is not null;
    }
}
