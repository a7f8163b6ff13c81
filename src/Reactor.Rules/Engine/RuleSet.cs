using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>All rules of a load, indexed by event. Immutable; shared by all partitions, safe for concurrent use.</summary>
public sealed class RuleSet
{
    // Names that the catalogue doesn't have come from peers: not remembered without bound.
    private const int MaxRememberedNames = 1_000;

    private readonly ImmutableArray<(Clause Clause, RuleStep Step)> _clauses;
    private readonly ImmutableArray<(Clause Clause, ResolveStep Step)> _resolves;
    private readonly FrozenDictionary<string, EventPlan> _plans;
    private readonly ConcurrentDictionary<string, EventPlan> _latePlans = new(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, Rule> _byName;

    /// <summary>Makes one.</summary>
    /// <param name="vocabulary">What all of the rules were compiled under.</param>
    /// <param name="rules">The rules, in the order of the files; names are unique.</param>
    /// <exception cref="ArgumentException">Two rules have one name.</exception>
    public RuleSet(RuleVocabulary vocabulary, IEnumerable<Rule> rules)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(rules);
        Vocabulary = vocabulary;
        Rules = [.. rules];
        if (Rules.GroupBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two rules are named `{twice.Key}`.", nameof(rules));
        _byName = Rules.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);

        var conditions = new ConditionTable(vocabulary);
        var live = Enumerable.Range(0, Rules.Length).Where(i => Rules[i].Mode != RuleMode.Disabled).ToArray();
        _clauses = [.. live.SelectMany(i => Rules[i].When.Pattern.Clauses.Select(c => (c, new RuleStep(i, conditions.NumberOf(Rules[i], c.If, c.Events)))))];
        _resolves =
        [
            .. from i in live
               from alert in Rules[i].Then.OfType<AlertAction>()
               from resolver in alert.ResolvedBy.OfType<EventResolver>()
               select (resolver.Clause, new ResolveStep(i, alert, conditions.NumberOf(Rules[i], resolver.Clause.If, resolver.Clause.Events))),
        ];
        Conditions = [.. conditions.Programs];

        var literal = _clauses.Select(c => c.Clause).Concat(_resolves.Select(r => r.Clause)).SelectMany(c => c.Events).Where(e => !e.IsGlob).Select(e => e.Text);
        _plans = literal.Concat(EventCatalogue.Default.Names).Distinct()
            .Select(name => KeyValuePair.Create(name, MakePlan(name)))
            .Where(p => !p.Value.IsEmpty)
            .ToFrozenDictionary(StringComparer.Ordinal);
        WantedNames = _plans.Keys.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>No rules.</summary>
    public static RuleSet Empty { get; } = new(RuleVocabulary.Empty, []);

    /// <summary>What the rules were compiled under.</summary>
    public RuleVocabulary Vocabulary { get; }

    /// <summary>The rules, in the order of the files.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>
    /// Names of events that some live rule looks for, of those that rules or the catalogue name. A glob may match further names: ask <see cref="Wants"/>.
    /// </summary>
    public IReadOnlySet<string> WantedNames { get; }

    internal ImmutableArray<CelProgram> Conditions { get; }

    /// <summary>Whether some live rule looks for events of this name.</summary>
    /// <param name="eventName">The event's name.</param>
    public bool Wants(string eventName) => !PlanFor(eventName).IsEmpty;

    /// <summary>The rule of this name; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    public Rule? Find(string name) => _byName.GetValueOrDefault(name);

    internal EventPlan PlanFor(string eventName)
    {
        if (_plans.TryGetValue(eventName, out var plan))
            return plan;
        if (_latePlans.TryGetValue(eventName, out plan))
            return plan;
        plan = MakePlan(eventName);
        if (_latePlans.Count < MaxRememberedNames)
            _latePlans.TryAdd(eventName, plan);
        return plan;
    }

    private EventPlan MakePlan(string eventName)
    {
        var plan = new EventPlan(
            [.. _resolves.Where(r => r.Clause.Matches(eventName)).Select(r => r.Step)],
            [.. _clauses.Where(c => c.Clause.Matches(eventName)).Select(c => c.Step)]);
        return plan.IsEmpty ? EventPlan.Empty : plan;
    }
}
