using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Engine.Matching;

/// <summary>
/// The rules for events of one name, by the condition without which they can't match: where that is false they cost nothing, however many they
/// are. Where the conditions of several compare one field with constants, even those aren't evaluated one after the other: the field is read
/// once, and looked up. Of those that are found so, what they compare besides is looked up in turn.
/// </summary>
internal sealed class Gates
{
    // For one condition alone, asking it is as fast.
    private const int LeastGroups = 2;

    private Gates(IEnumerable<StepGroup> groups, ImmutableArray<CelProgram> conditions, ImmutableHashSet<string> read)
    {
        List<StepGroup> asked = [.. groups];
        var indexes = ImmutableArray.CreateBuilder<FieldIndex>();
        while (asked.Count >= LeastGroups && ((FieldIndex?)Equal(asked, conditions, read) ?? Order(asked, conditions, read)) is { } index)
        {
            indexes.Add(index);
            var looked = index.All.ToHashSet();
            asked.RemoveAll(looked.Contains);
        }

        Asked = [.. asked];
        Indexes = indexes.ToImmutable();
    }

    /// <summary>Those whose condition is evaluated.</summary>
    public ImmutableArray<StepGroup> Asked { get; }

    /// <summary>The others, each in one of these.</summary>
    public ImmutableArray<FieldIndex> Indexes { get; }

    /// <summary>Those of rules, each of which must be asked or looked up; without an index, all are asked.</summary>
    public static Gates Of(ImmutableArray<RuleStep> rules, ImmutableArray<CelProgram> conditions, bool isIndexed)
    {
        var groups = rules.Select((step, place) => (step, place)).GroupBy(r => GateOf(r.step)).Select(g => new StepGroup(g.Key, [.. g.Select(r => r.place)]));
        return Of(groups, isIndexed ? conditions : [], []);
    }

    /// <summary>Those of groups; what is read of the fields in <paramref name="read"/> is known. Without conditions all are asked.</summary>
    public static Gates Of(IEnumerable<StepGroup> groups, ImmutableArray<CelProgram> conditions, ImmutableHashSet<string> read) => new(groups, conditions, read);

    /// <summary>Adds the groups that may hold, as far as indexes tell.</summary>
    public void AddTo(List<StepGroup> groups, CelActivation activation)
    {
        groups.AddRange(Asked.AsSpan());
        foreach (var index in Indexes)
            index.AddTo(groups, activation);
    }

    private static int GateOf(RuleStep step) => step.Clauses is [var only] ? only.Condition : -1;

    /// <summary>An index over the field that must be equal to the most constants; null where none is worth it.</summary>
    private static EqualIndex? Equal(List<StepGroup> groups, ImmutableArray<CelProgram> conditions, ImmutableHashSet<string> read)
    {
        var best = Tests<CelEqualTest>(groups, conditions, read)
            .Select(f => new { f.Key, Tests = f.DistinctBy(t => t.Group).ToArray(), Constants = f.SelectMany(t => t.Test.Values).Distinct().Count() })
            .Where(f => f.Tests.Length >= LeastGroups)
            .MaxBy(f => f.Constants);
        return best is null ? null : new EqualIndex([.. best.Tests], conditions, read.Add(best.Key));
    }

    /// <summary>The same over the field that must be above or below the most constants.</summary>
    private static OrderIndex? Order(List<StepGroup> groups, ImmutableArray<CelProgram> conditions, ImmutableHashSet<string> read)
    {
        var best = Tests<CelOrderTest>(groups, conditions, read)
            .Select(f => new { Tests = f.ToArray(), Groups = f.DistinctBy(t => t.Group).Count(), Constants = f.DistinctBy(t => (t.Test.Scale, t.Test.Bound)).Count() })
            .Where(f => f.Groups >= LeastGroups)
            .MaxBy(f => f.Constants);
        return best is null ? null : new OrderIndex([.. best.Tests]);
    }

    // `rule` is each rule's own.
    private static IEnumerable<IGrouping<string, (T Test, StepGroup Group)>> Tests<T>(List<StepGroup> groups, ImmutableArray<CelProgram> conditions, ImmutableHashSet<string> read)
        where T : CelFieldTest => groups
        .Where(g => g.Gate >= 0 && !conditions.IsEmpty)
        .SelectMany(g => conditions[g.Gate].FieldTests.OfType<T>().Select(test => (Test: test, Group: g)))
        .Where(t => t.Test.Slot != RuleVocabulary.RuleSlot && !read.Contains(t.Test.Source))
        .GroupBy(t => t.Test.Source, StringComparer.Ordinal);
}

/// <summary>Rules that share a condition.</summary>
/// <param name="Gate">The condition's number; -1: none is shared.</param>
/// <param name="Steps">Their places in <see cref="EventPlan.Rules"/>, ascending.</param>
internal sealed record StepGroup(int Gate, ImmutableArray<int> Steps);
