using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Engine.Matching;

/// <summary>Rules whose conditions want one field to be above or below constants, in the order of the constants.</summary>
internal sealed class OrderIndex(ImmutableArray<(CelOrderTest Test, StepGroup Group)> tests)
    : FieldIndex([.. tests.GroupBy(t => t.Group).Select(g => ((CelFieldTest)g.First().Test, g.Key))])
{
    private readonly ImmutableArray<Ladder> _ladders =
    [
        .. tests.GroupBy(t => t.Group, t => t.Test)
            .Select(g => new Rung(g.First(), [.. g.Skip(1)], g.Key))
            .GroupBy(r => r.Test.Scale, StringComparer.Ordinal)
            .Select(r => new Ladder([.. r.Order(Comparer<Rung>.Create((a, b) => a.Test.CompareReach(b.Test)))])),
    ];

    protected override void AddTo(List<StepGroup> groups, in CelValue value, CelActivation activation)
    {
        foreach (var ladder in _ladders)
            ladder.AddTo(groups, value);
    }

    /// <param name="Test">What must hold.</param>
    /// <param name="Others">What must hold of the same field too, such as the other end of a range.</param>
    /// <param name="Group">The group that it is of.</param>
    private sealed record Rung(CelOrderTest Test, ImmutableArray<CelOrderTest> Others, StepGroup Group)
    {
        public bool MayHold(in CelValue value)
        {
            foreach (var other in Others)
            {
                if (other.Holds(value) == false)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Where a test holds, those before it do. A value that has no order with one has none with any, and each tells of that itself.</summary>
    private sealed class Ladder(ImmutableArray<Rung> rungs)
    {
        public void AddTo(List<StepGroup> groups, in CelValue value)
        {
            int low = 0, high = rungs.Length;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (rungs[middle].Test.Holds(value) == false)
                    high = middle;
                else
                    low = middle + 1;
            }

            foreach (var rung in rungs.AsSpan()[..low])
            {
                if (rung.MayHold(value))
                    groups.Add(rung.Group);
            }
        }
    }
}
