using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Expressions;

/// <summary><c>match</c>.</summary>
internal sealed class MatchFields(Firing firing) : FixedFields
{
    private static readonly string[] s_names = ["count", "first_at", "last_at", "key", "blind"];

    protected override IReadOnlyList<string> Names => s_names;

    public override bool TryGetField(string name, out CelValue value)
    {
        value = name switch
        {
            "count" => CelValue.From(firing.Match.Count),
            "first_at" => CelValue.From(firing.Match.FirstAt),
            "last_at" => CelValue.From(firing.Match.LastAt),
            "key" => CelValue.From(CelMap.Of([.. firing.Key.Parts.DistinctBy(p => p.Key).Select(p => (CelValue.From(p.Key), p.Value))])),
            "blind" => CelValue.From(firing.Match.Blind),
            _ => default,
        };
        return !value.IsNull;
    }
}
