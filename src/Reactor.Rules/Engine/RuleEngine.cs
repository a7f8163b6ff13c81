using Reactor.Rules.Engine.Handling;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>
/// The default engine, in three stages. Matching: rules are indexed by event name, equal conditions evaluated once per event. Patterns: each
/// rule's partial matches by key. Completion: the last condition and the limit.
/// </summary>
public sealed class RuleEngine : IRuleEngine
{
    private readonly RuleSet _rules;
    private readonly ClauseMatcher _matcher;
    private readonly ICandidates _candidates;
    private readonly EngineRun _run;
    private readonly EngineOutput _folded = new();
    private EngineState _state;
    private InputHandler _handler;

    /// <summary>An engine without state.</summary>
    /// <param name="rules">Its rules.</param>
    public RuleEngine(RuleSet rules)
        : this(rules, conditions => new GateCandidates(rules, conditions))
    {
    }

    /// <summary>One that finds the rules that may match in another way.</summary>
    internal RuleEngine(RuleSet rules, Func<EventConditions, ICandidates> candidates)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var vmKeys = new VmKeyCache();
        var conditions = new EventConditions(rules);
        _rules = rules;
        _matcher = new(rules, vmKeys, conditions);
        _candidates = candidates(conditions);
        _run = new(new Completion(rules.Vocabulary), vmKeys);
        _state = new(rules);
        _handler = new(rules, _state, _matcher, _candidates, _run);
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<Rule, RuleCounters>> Counters => _state.Rules.Counters;

    /// <inheritdoc/>
    public DateTimeOffset? NextDue
    {
        get
        {
            var due = Math.Min(_state.Deadlines.First?.Due ?? long.MaxValue, _state.LimitEnds.First?.Due ?? long.MaxValue);
            return due == long.MaxValue ? null : new DateTimeOffset(Math.Min(due, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<VmView> Waiting => _state.Rules.Held.Where(r => r.Plan.IsLive).SelectMany(r => r.Pattern.Waiting).DistinctBy(vm => vm.Id);

    /// <inheritdoc/>
    public void Process(EngineInput input, EngineOutput output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        _run.Start(input.At, output, null);
        _handler.Take(input);
        if (output.TouchedRules.Count > 0)
            _state.ChangedAt = _run.Now;
    }

    /// <inheritdoc/>
    public void Fold(EngineInput input, IReadOnlySet<string> fingerprints)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(fingerprints);
        if (fingerprints.Count == 0)
            return;
        _run.Start(input.At, _folded, fingerprints);
        _handler.Take(input);
        _folded.Clear();
        _state.ChangedAt = _run.Now;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Snapshot() => EngineSnapshot.Write(_state);

    /// <inheritdoc/>
    public void Restore(ReadOnlyMemory<byte> snapshot)
    {
        var restored = _state.Emptied();
        EngineSnapshot.Read(snapshot, _rules, restored);
        _state = restored;
        _handler = new(_rules, restored, _matcher, _candidates, _run);
    }
}
