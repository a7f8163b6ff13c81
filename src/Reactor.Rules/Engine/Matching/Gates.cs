using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Engine.Matching;

/// <summary>
/// The rules for events of one name, by the condition without which they can't match: where that is false they cost nothing, however many they
/// are. Where the conditions of many compare one field with different texts, even those aren't evaluated one after the other: the field is read
/// once, and looked up.
/// </summary>
internal sealed class Gates
{
    // For one text alone, asking the condition is as fast.
    private const int LeastTexts = 2;

    public Gates(ImmutableArray<RuleStep> rules, ImmutableArray<CelProgram> conditions)
    {
        List<StepGroup> asked =
            [.. rules.Select((step, place) => (step, place)).GroupBy(r => GateOf(r.step)).Select(g => new StepGroup(g.Key, [.. g.Select(r => r.place)]))];
        Count = asked.Count;
        var indexes = ImmutableArray.CreateBuilder<TextIndex>();
        while (Largest(asked, conditions) is { } index)
        {
            indexes.Add(index);
            asked.RemoveAll(index.All.Contains);
        }

        Asked = [.. asked];
        Indexes = indexes.ToImmutable();
    }

    /// <summary>All groups.</summary>
    public int Count { get; }

    /// <summary>Those whose condition is evaluated.</summary>
    public ImmutableArray<StepGroup> Asked { get; }

    /// <summary>The others, each in one of these.</summary>
    public ImmutableArray<TextIndex> Indexes { get; }

    private static int GateOf(RuleStep step) => step.Clauses is [var only] ? only.Condition : -1;

    /// <summary>An index over the field that is compared with the most texts; null where none is worth it.</summary>
    private static TextIndex? Largest(List<StepGroup> groups, ImmutableArray<CelProgram> conditions) => groups
        .Where(g => g.Gate >= 0)
        .SelectMany(g => Tests(conditions[g.Gate]).Select(test => (test, group: g)))
        .GroupBy(t => t.test.Source, StringComparer.Ordinal)
        .Where(t => t.DistinctBy(x => x.test.Text).Count() >= LeastTexts)
        .MaxBy(t => t.DistinctBy(x => x.test.Text).Count()) is { } tests ? new TextIndex([.. tests]) : null;

    // One for each field: where there are two they can't both hold, and either will do. `rule` is each rule's own.
    private static IEnumerable<CelTextTest> Tests(CelProgram condition) =>
        condition.TextTests.Where(t => t.Slot != RuleVocabulary.RuleSlot).DistinctBy(t => t.Source);
}

/// <summary>Rules that share a condition.</summary>
/// <param name="Gate">The condition's number; -1: none is shared.</param>
/// <param name="Steps">Their places in <see cref="EventPlan.Rules"/>, ascending.</param>
internal sealed record StepGroup(int Gate, ImmutableArray<int> Steps);
