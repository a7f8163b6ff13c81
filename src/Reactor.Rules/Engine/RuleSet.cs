using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>All rules of a load, indexed by event. Immutable; shared by all partitions, safe for concurrent use.</summary>
public sealed class RuleSet
{
    // Names that the catalogue doesn't have come from peers: not remembered without bound.
    internal const int MaxRememberedNames = 1_000;

    private readonly FrozenDictionary<string, EventPlan> _plans;
    private readonly ConcurrentDictionary<string, EventPlan> _latePlans = new(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, RulePlan> _byName;
    private readonly FrozenDictionary<string, RulePlan> _byFingerprint;
    private readonly ImmutableArray<Clause> _expected;
    private readonly ImmutableArray<RulePlan> _globs;
    private readonly ImmutableArray<ResolveStep> _resolvingGlobs;
    private int _lastNumber = -1;

    /// <summary>Makes one.</summary>
    /// <param name="vocabulary">What all of the rules were compiled under.</param>
    /// <param name="rules">The rules, in the order of the files; names are unique.</param>
    /// <param name="eventsCausedBy">By a QMP command's name, the events that it causes; null: none is known to cause any.</param>
    /// <exception cref="ArgumentException">Two rules have one name, or one has more than 64 clauses.</exception>
    public RuleSet(RuleVocabulary vocabulary, IEnumerable<Rule> rules, Func<string, IReadOnlySet<string>>? eventsCausedBy = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(rules);
        Vocabulary = vocabulary;
        Rules = [.. rules];
        EventsCausedBy = eventsCausedBy ?? (_ => FrozenSet<string>.Empty);
        if (Rules.GroupBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two rules are named `{twice.Key}`.", nameof(rules));

        var conditions = new ConditionTable(vocabulary);
        Plans = [.. Rules.Select((rule, position) => new RulePlan(rule, position, vocabulary, conditions))];
        _byName = Plans.ToFrozenDictionary(p => p.Rule.Name, StringComparer.Ordinal);
        _byFingerprint = Plans.ToFrozenDictionary(p => p.Rule.Fingerprint, StringComparer.Ordinal);
        var live = Plans.Where(p => p.IsLive).ToArray();
        ResolveSteps = [.. live.SelectMany(p => p.Resolvers.Select((_, i) => ResolveStepOf(p, i, conditions))).OfType<ResolveStep>()];
        Conditions = [.. conditions.Programs];
        StateRules = [.. live.Where(p => p.Rule.When.Pattern is StatePattern).Select(p => new RuleStep(p.Position, []))];
        _expected = [.. live.SelectMany(p => p.Rule.AllActions).OfType<QmpAction>().Select(q => q.Expect?.Clause).OfType<Clause>()];
        HasGapRules = live.Any(p => p.HasGaps);
        HasFleetRules = live.Any(p => p.IsFleet);
        ReadsState = !StateRules.IsEmpty || live.Any(p => p.Resolvers.Any(r => r.Entry is StateResolver));

        var clauses = live.SelectMany(p => p.Rule.When.Pattern.Clauses).Concat(ResolveSteps.Select(ClauseOf)).Concat(_expected);
        var literal = clauses.SelectMany(c => c.Events).Where(e => !e.IsGlob).Select(e => e.Text);
        _plans = literal.Concat(EventCatalogue.Default.Names).Distinct()
            .ToFrozenDictionary(name => name, name => MakePlan(name, live, ResolveSteps, isRemembered: true), StringComparer.Ordinal);
        _globs = [.. live.Where(p => p.Rule.When.Pattern.Clauses.Any(HasGlob))];
        _resolvingGlobs = [.. ResolveSteps.Where(r => HasGlob(ClauseOf(r)))];
        WantedNames = _plans.Where(p => p.Value.IsWanted).Select(p => p.Key).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>No rules.</summary>
    public static RuleSet Empty { get; } = new(RuleVocabulary.Empty, []);

    /// <summary>What the rules were compiled under.</summary>
    public RuleVocabulary Vocabulary { get; }

    /// <summary>The rules, in the order of the files.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>
    /// Names of events that some live rule looks for (to match, to close, to resolve, or as what a command leads to), of those that rules or
    /// the catalogue name. A glob may match further names: ask <see cref="Wants"/>.
    /// </summary>
    public IReadOnlySet<string> WantedNames { get; }

    /// <summary>Whether some live rule is over observed state (<c>state</c> in <c>when</c> or in <c>resolved_by</c>): it is to be asked for after events that may change it.</summary>
    public bool ReadsState { get; }

    /// <summary>Whether some live rule sees the events of all VMs together.</summary>
    public bool HasFleetRules { get; }

    /// <summary>Makes a <see cref="RuleEngine"/>.</summary>
    public static Func<RuleSet, IRuleEngine> DefaultEngine => static rules => new RuleEngine(rules);

    /// <summary>What makes engines of these rules.</summary>
    public Func<RuleSet, IRuleEngine> EngineMaker { get; init; } = DefaultEngine;

    /// <summary>What these engines are called: as <c>engine</c> in the main configuration has it.</summary>
    public string EngineName { get; init; } = LoadOptions.DefaultEngine;

    /// <summary>Names of the rules in code.</summary>
    public ImmutableArray<string> CodeRules { get; init; } = [];

    internal Func<string, IReadOnlySet<string>> EventsCausedBy { get; }

    /// <summary>Whether it matters to some live rule that a VM isn't heard.</summary>
    internal bool HasGapRules { get; }

    internal ImmutableArray<RulePlan> Plans { get; }

    internal ImmutableArray<CelProgram> Conditions { get; }

    /// <summary>The live rules over a VM's state.</summary>
    internal ImmutableArray<RuleStep> StateRules { get; }

    private ImmutableArray<ResolveStep> ResolveSteps { get; }

    /// <summary>An engine without state; each partition has one.</summary>
    public IRuleEngine NewEngine() => EngineMaker(this);

    /// <summary>Whether some live rule looks for events of this name.</summary>
    /// <param name="eventName">The event's name.</param>
    public bool Wants(string eventName) => PlanFor(eventName).IsWanted;

    /// <summary>The rule of this name; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    public Rule? Find(string name) => _byName.GetValueOrDefault(name)?.Rule;

    internal bool TryFind(string name, [MaybeNullWhen(false)] out RulePlan plan) => _byName.TryGetValue(name, out plan);

    /// <summary>The rule of this fingerprint; null where none means that any more.</summary>
    internal RulePlan? WithMeaning(string fingerprint) => _byFingerprint.GetValueOrDefault(fingerprint);

    /// <summary>The condition of an entry of <c>resolved_by</c> that names the alert's opening event, which no engine knows; null where there is none to leave.</summary>
    internal CelProgram? LeftOf(EventResolver entry) => entry.Clause.If is { } condition && condition.Reads(Vocabulary.FirstSlot) ? condition : null;

    internal EventPlan PlanFor(string eventName)
    {
        if (_plans.TryGetValue(eventName, out var plan))
            return plan;
        if (_latePlans.TryGetValue(eventName, out plan))
            return plan;
        // Names written out have their plans already. What isn't remembered isn't worth an index.
        var isRemembered = _latePlans.Count < MaxRememberedNames;
        plan = MakePlan(eventName, _globs, _resolvingGlobs, isRemembered);
        if (isRemembered)
            _latePlans.TryAdd(eventName, plan);
        return plan;
    }

    private EventPlan MakePlan(string eventName, IEnumerable<RulePlan> plans, IEnumerable<ResolveStep> resolvers, bool isRemembered)
    {
        ImmutableArray<ResolveStep> resolves = [.. resolvers.Where(r => ClauseOf(r).Matches(eventName))];
        var matching = plans.Select(p => StepOf(p, eventName)).Where(s => !s.Clauses.IsEmpty).ToArray();
        var isWanted = resolves.Length > 0 || matching.Length > 0 || _expected.Any(e => e.Matches(eventName));
        ImmutableArray<RuleStep> rules = [.. matching.Concat(StateRules).OrderBy(s => s.Rule)];
        return new(isRemembered ? Interlocked.Increment(ref _lastNumber) : -1, eventName, resolves, rules, isWanted, Gates.Of(rules, Conditions, isRemembered));
    }

    private static RuleStep StepOf(RulePlan plan, string eventName)
    {
        var clauses = plan.Rule.When.Pattern.Clauses;
        return new(plan.Position, [.. Enumerable.Range(0, clauses.Length).Where(i => clauses[i].Matches(eventName)).Select(i => new ClauseStep(i, plan.Conditions[i]))]);
    }

    private ResolveStep? ResolveStepOf(RulePlan plan, int resolver, ConditionTable conditions)
    {
        if (plan.Resolvers[resolver].Entry is not EventResolver { Clause: var clause } entry)
            return null;
        var left = LeftOf(entry);
        return new(plan.Position, resolver, left is null ? conditions.NumberOf(plan.Rule, clause.If, clause.Events) : -1, left);
    }

    private static bool HasGlob(Clause clause) => clause.Events.Any(e => e.IsGlob);

    private Clause ClauseOf(ResolveStep step) => ((EventResolver)Plans[step.Rule].Resolvers[step.Resolver].Entry).Clause;
}
