using System.Collections.Immutable;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>The default engine: rules indexed by event name, equal conditions evaluated once per event.</summary>
public sealed class RuleEngine : IRuleEngine
{
    private readonly RuleSet _rules;
    private readonly ImmutableArray<RuleState> _states;
    private readonly EventActivation _activation;
    private readonly ConditionMemo _conditions;

    /// <summary>An engine without state.</summary>
    /// <param name="rules">Its rules.</param>
    public RuleEngine(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
        _states = [.. rules.Rules.Select(r => new RuleState(r))];
        _activation = new(rules.Vocabulary);
        _conditions = new(rules.Conditions);
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<Rule, RuleCounters>> Counters => _states.Select(s => KeyValuePair.Create(s.Rule, s.Counters));

    /// <inheritdoc/>
    public DateTimeOffset? NextDue => null;

    /// <inheritdoc/>
    public IEnumerable<VmView> Waiting => [];

    /// <inheritdoc/>
    public void Process(EngineInput input, EngineOutput output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        output.Clear();
        if (input is SeenEvent seen)
            Process(seen, output);
    }

    private void Process(SeenEvent input, EngineOutput output)
    {
        var plan = _rules.PlanFor(input.Event.Name);
        if (plan.IsEmpty)
            return;
        Bind(input);
        foreach (var step in plan.Resolves)
            Resolve(step, input, output);
        foreach (var step in plan.Rules)
            Match(step, input, output);
    }

    /// <inheritdoc/>
    public void Fold(EngineInput input, IReadOnlySet<string> fingerprints)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(fingerprints);
        if (input is SeenEvent seen)
            Fold(seen, fingerprints);
    }

    private void Fold(SeenEvent input, IReadOnlySet<string> fingerprints)
    {
        Bind(input);
        foreach (var step in _rules.PlanFor(input.Event.Name).Rules)
        {
            var state = _states[step.Rule];
            if (state.Rule.Limit is not null && fingerprints.Contains(state.Rule.Fingerprint))
                Fold(step, state, input);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Snapshot() => EngineSnapshot.Write(_states);

    /// <inheritdoc/>
    public void Restore(ReadOnlyMemory<byte> snapshot)
    {
        var limits = EngineSnapshot.Read(snapshot);
        foreach (var state in _states)
            state.Limits = limits.GetValueOrDefault(state.Rule.Fingerprint) ?? new(StringComparer.Ordinal);
    }

    private void Bind(SeenEvent input)
    {
        _activation.Bind(input.Vm, input.Event);
        _conditions.StartEvent();
    }

    private void Resolve(ResolveStep step, SeenEvent input, EngineOutput output)
    {
        var state = _states[step.Rule];
        if (state.Counters.IsQuarantined)
            return;
        try
        {
            if (Holds(step.Condition, state, output))
                output.Resolutions.Add(new(state.Rule, step.Alert, input));
        }
        catch (Exception e) when (IsDefect(e))
        {
            Quarantine(state, e, output);
        }
    }

    private void Match(RuleStep step, SeenEvent input, EngineOutput output)
    {
        var state = _states[step.Rule];
        if (state.Counters.IsQuarantined)
            return;
        try
        {
            if (Holds(step.Condition, state, output)
                && ReadKey(state.Key, state, input, output) is { } key
                && ReadLimitKey(state, key, input, output) is { } limitKey)
                Fire(state, key, limitKey, input, output);
        }
        catch (Exception e) when (IsDefect(e))
        {
            Quarantine(state, e, output);
        }
    }

    private static void Fire(RuleState state, RuleKey key, RuleKey limitKey, SeenEvent input, EngineOutput output)
    {
        var outcome = new LimitOutcome(true, 0, false);
        if (state.Rule.Limit is not null)
        {
            outcome = state.Take(input.Vm.Id, limitKey.ToJson(), input.Event.At);
            output.TouchedRules.Add(state.Rule.Fingerprint);
        }

        if (outcome.IsEvicted)
        {
            state.Counters.EvictedKeys++;
            output.Errors.Add(new(state.Rule, RuleErrorKind.LimitKeyEvicted, $"more than {LimitKeys.Capacity} keys of the limit on one VM: the oldest was dropped"));
        }

        state.Counters.Matched++;
        if (!outcome.MayAct)
            state.Counters.Limited++;
        output.Matched++;
        var match = new MatchInfo(1, input.Event.At, input.Event.At, outcome.Suppressed);
        output.Firings.Add(Firing.Of(state.Rule, key, input, match, !outcome.MayAct));
    }

    private void Fold(RuleStep step, RuleState state, SeenEvent input)
    {
        try
        {
            if (!Holds(step.Condition, state, null))
                return;
            _activation.Rule = state.Rule;
            if (RuleKeyReader.Read(input.Vm.Id, state.LimitKey ?? state.Key, _activation, out _) is { } limitKey)
                state.Take(input.Vm.Id, limitKey.ToJson(), input.Event.At);
        }
        catch (Exception e) when (IsDefect(e))
        {
            // Nothing is told here: the same expression throws again, and is told of, when the rule next sees such an event.
            return;
        }
    }

    private bool Holds(int condition, RuleState state, EngineOutput? output)
    {
        if (condition < 0)
            return true;
        _activation.Rule = state.Rule;
        var result = _conditions.Evaluate(condition, _activation);
        if (result.IsError && output is not null)
        {
            state.Counters.ConditionErrors++;
            output.Errors.Add(new(state.Rule, RuleErrorKind.Condition, result.AsError.Message));
        }

        return result.IsTrue;
    }

    private RuleKey? ReadKey(KeyShape shape, RuleState state, SeenEvent input, EngineOutput output)
    {
        _activation.Rule = state.Rule;
        var key = RuleKeyReader.Read(input.Vm.Id, shape, _activation, out var error);
        if (key is null)
        {
            state.Counters.KeyErrors++;
            output.Errors.Add(new(state.Rule, RuleErrorKind.Key, error!));
        }

        return key;
    }

    private RuleKey? ReadLimitKey(RuleState state, RuleKey key, SeenEvent input, EngineOutput output) =>
        state.LimitKey is { } shape ? ReadKey(shape, state, input, output) : key;

    private static void Quarantine(RuleState state, Exception e, EngineOutput output)
    {
        state.Counters.IsQuarantined = true;
        output.Errors.Add(new(state.Rule, RuleErrorKind.Quarantined, $"{e.GetType().Name}: {e.Message}"));
    }

    // Evaluation reports what fails as values; what is thrown is a defect of ours, and this rule's alone. Not so a process out of memory.
    private static bool IsDefect(Exception e) => e is not OutOfMemoryException;
}
