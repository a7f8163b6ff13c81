using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>A map of fields that are known beforehand.</summary>
internal abstract class FixedFields : CelMap
{
    public sealed override int Count => Names.Count;

    public sealed override IEnumerable<CelValue> Keys => Names.Select(CelValue.From);

    protected abstract IReadOnlyList<string> Names { get; }

    public sealed override bool TryGet(CelValue key, out CelValue value)
    {
        if (key.Kind == CelKind.String)
            return TryGetField(key.AsString, out value);
        value = default;
        return false;
    }
}
