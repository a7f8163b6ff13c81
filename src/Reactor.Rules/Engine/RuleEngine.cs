using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Engine.Patterns;
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
    private readonly StateWatch _watch = new();
    private readonly EngineRun _run;
    private readonly EngineOutput _folded = new();
    private EngineState _state;

    /// <summary>An engine without state.</summary>
    /// <param name="rules">Its rules.</param>
    public RuleEngine(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var vmKeys = new VmKeyCache();
        _rules = rules;
        _matcher = new(rules, vmKeys);
        _run = new(new Completion(rules.Vocabulary), vmKeys);
        _state = new(rules, _ => new RuleCounters());
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<Rule, RuleCounters>> Counters => _state.Rules.Select(s =>
    {
        s.Counters.Keys = s.KeyCount;
        return KeyValuePair.Create(s.Rule, s.Counters);
    });

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
    public IEnumerable<VmView> Waiting => _state.Rules.Where(r => r.Plan.IsLive).SelectMany(r => r.Pattern.Waiting).DistinctBy(vm => vm.Id);

    /// <inheritdoc/>
    public void Process(EngineInput input, EngineOutput output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        _run.Start(input.At, output, null);
        Take(input);
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
        Take(input);
        _folded.Clear();
        _state.ChangedAt = _run.Now;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Snapshot() => EngineSnapshot.Write(_state);

    /// <inheritdoc/>
    public void Restore(ReadOnlyMemory<byte> snapshot)
    {
        var counters = _state.Rules;
        var restored = new EngineState(_rules, i => counters[i].Counters);
        EngineSnapshot.Read(snapshot, restored);
        _state = restored;
        _watch.Clear();
    }

    private void Take(EngineInput input)
    {
        switch (input)
        {
            case SeenEvent seen: Take(seen); break;
            case TimePassed: TakeTime(); break;
            case StateObserved observed: See(observed.Vm, observed.Id, observed.At); break;
            case LinkChanged link: Take(link); break;
            case OwnCommand command: Take(command); break;
            case FleetHit hit: Take(hit); break;
            default: throw new ArgumentException($"An engine takes no {input.GetType().Name}.", nameof(input));
        }
    }

    private void Take(SeenEvent seen)
    {
        var plan = _rules.PlanFor(seen.Event.Name);
        if (plan.Resolves.IsEmpty && plan.Rules.IsEmpty)
            return;
        _matcher.Bind(seen);
        if (_run.Only is null && !plan.Resolves.IsEmpty)
            Resolve(plan, seen);
        var isUnchanged = IsUnchanged(seen.Vm);
        foreach (var step in plan.Rules)
        {
            var rule = _state.Rules[step.Rule];
            if ((step.Clauses.IsEmpty && isUnchanged) || !_run.IsFor(rule))
                continue;
            try
            {
                if (step.Clauses.IsEmpty ? See(rule, seen) : Match(step, rule, seen))
                    _run.Output.Matched++;
            }
            catch (Exception e) when (IsDefect(e))
            {
                Quarantine(rule, e, seen.Vm);
            }
        }
    }

    private bool Match(RuleStep step, RuleState rule, SeenEvent seen)
    {
        var hits = _matcher.HitsOf(step, rule, _run);
        var isUsed = false;
        foreach (var hit in hits)
        {
            if (rule.Plan.IsFleet)
            {
                _run.Output.Forwards.Add(new FleetHit(rule.Rule.Name, rule.Fingerprint, hit.Key, hit.Clauses, 0, hit.Distinct, seen, seen.At));
                isUsed = true;
            }
            else
            {
                isUsed |= rule.Pattern.Take(hit, _run);
            }
        }

        return isUsed;
    }

    private void Resolve(EventPlan plan, SeenEvent seen)
    {
        foreach (var step in plan.Resolves)
        {
            var rule = _state.Rules[step.Rule];
            if (!_run.IsFor(rule))
                continue;
            try
            {
                if (!_matcher.Holds(step.Condition, rule, _run))
                    continue;
                if (rule.Plan.IsFleet)
                    ForwardResolver(rule, step.Resolver, seen);
                else
                    _run.Output.Resolutions.Add(new Resolution(rule.Rule, rule.Plan.Resolvers[step.Resolver].Alert, seen, step.Left));
            }
            catch (Exception e) when (IsDefect(e))
            {
                Quarantine(rule, e, seen.Vm);
            }
        }
    }

    // One for the rule, whatever of its entries it fits.
    private void ForwardResolver(RuleState rule, int resolver, SeenEvent seen)
    {
        var forwards = _run.Output.Forwards;
        var bit = 1UL << resolver;
        if (forwards is [.., { Resolvers: not 0 } last] && last.Rule == rule.Rule.Name)
        {
            forwards[^1] = last with { Resolvers = last.Resolvers | bit };
            return;
        }

        forwards.Add(new FleetHit(rule.Rule.Name, rule.Fingerprint, null, 0, bit, null, seen, seen.At));
        _run.Output.Matched++;
    }

    private void Take(FleetHit hit)
    {
        if (StateOf(hit.Rule) is not { } rule)
            return;
        if (rule.Fingerprint != hit.Fingerprint || !rule.Plan.IsFleet || !_run.IsFor(rule))
            return;
        try
        {
            for (var i = 0; i < rule.Plan.Resolvers.Length && _run.Only is null; i++)
            {
                if ((hit.Resolvers & (1UL << i)) != 0 && rule.Plan.Resolvers[i] is { Entry: EventResolver entry } resolver)
                    _run.Output.Resolutions.Add(new Resolution(rule.Rule, resolver.Alert, hit.Seen, _rules.LeftOf(entry)));
            }

            if (hit.Key is { } key && hit.Clauses != 0 && rule.Pattern.Take(new Hit(hit.Seen, key, hit.Clauses, hit.Distinct), _run))
                _run.Output.Matched++;
        }
        catch (Exception e) when (IsDefect(e))
        {
            Quarantine(rule, e, hit.Seen.Vm);
        }
    }

    private void TakeTime()
    {
        // First what was held back is told: a match at this time finds those spans over.
        TakeDue(_state.LimitEnds, deadline =>
        {
            _run.Touch(deadline.Rule);
            _run.Output.LimitEnds.Add(deadline.Rule.Limits!.End(deadline));
        });
        TakeDue(_state.Deadlines, deadline => deadline.Rule.Pattern.End(deadline, _run));
        _run.Output.Matched += _run.Output.Firings.Count;
    }

    private void TakeDue(DeadlineQueue queue, Action<Deadline> end)
    {
        List<Deadline>? others = null;
        while (queue.TryTake(_run.Now, out var deadline))
        {
            if (_run.IsFor(deadline.Rule))
                End(deadline, end);
            else if (!deadline.Rule.Counters.IsQuarantined)
                (others ??= []).Add(deadline);
        }

        foreach (var deadline in others ?? [])
            queue.Set(deadline, deadline.Due);
    }

    private void End(Deadline deadline, Action<Deadline> end)
    {
        try
        {
            end(deadline);
        }
        catch (Exception e) when (IsDefect(e))
        {
            Quarantine(deadline.Rule, e, null);
        }
    }

    private void See(VmView vm, string id, DateTimeOffset at)
    {
        if (_rules.StateRules.IsEmpty || IsUnchanged(vm))
            return;
        var seen = StateWatch.EventOf(vm, id, at);
        _matcher.Bind(vm);
        foreach (var step in _rules.StateRules)
        {
            var rule = _state.Rules[step.Rule];
            if (!_run.IsFor(rule))
                continue;
            try
            {
                if (See(rule, seen))
                    _run.Output.Matched++;
            }
            catch (Exception e) when (IsDefect(e))
            {
                Quarantine(rule, e, vm);
            }
        }
    }

    private bool See(RuleState rule, SeenEvent seen) =>
        ((LastingState)rule.Pattern).See(_matcher.Holds(rule.Plan.State, rule, _run), seen, _run);

    // What is folded is for some rules alone: what it shows is not what all have seen last.
    private bool IsUnchanged(VmView vm) => _run.Only is null && !_rules.StateRules.IsEmpty && _watch.IsUnchanged(vm);

    private void Take(LinkChanged link)
    {
        var vmId = link.Vm.Id;
        SetHeard(vmId, link.State);
        if (link.State is LinkState.Ended or LinkState.Removed)
            _watch.Forget(vmId);
        else
            See(link.Vm, link.Id, link.At);
        foreach (var rule in _state.Rules)
        {
            if (!_run.IsFor(rule))
                continue;
            try
            {
                if (link.State != LinkState.Removed)
                    rule.Pattern.Link(link, _run);
                else if (rule.Forget(vmId))
                    _run.Touch(rule);
            }
            catch (Exception e) when (IsDefect(e))
            {
                Quarantine(rule, e, link.Vm);
            }
        }

        _run.Overdue.Sort((a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        foreach (var deadline in _run.Overdue)
            End(deadline, d => d.Rule.Pattern.End(d, _run));
    }

    // Who can be heard is state of every rule to which it matters: such a rule may open a deadline meanwhile.
    private void SetHeard(string vmId, LinkState state)
    {
        if (state == LinkState.Missed || !_state.Rules.Any(r => r.Plan is { IsLive: true, HasGaps: true }))
            return;
        if (!(state == LinkState.Lost ? _state.Unheard.Add(vmId) : _state.Unheard.Remove(vmId)))
            return;
        foreach (var rule in _state.Rules)
        {
            if (rule.Plan.HasGaps && _run.IsFor(rule))
                _run.Touch(rule);
        }
    }

    private void Take(OwnCommand command)
    {
        if (StateOf(command.Rule) is not { Own: { } own } rule || !_run.IsFor(rule) || _rules.EventsCausedBy(command.Command).Count == 0)
            return;
        own.Take(command, _run.Now);
        _run.Touch(rule);
    }

    private RuleState? StateOf(string rule) => _rules.TryFind(rule, out var plan) ? _state.Rules[plan.Position] : null;

    private void Quarantine(RuleState rule, Exception e, VmView? vm)
    {
        // Folding skips the pair: the same input throws again, and is told of, when the rule next sees its like.
        if (_run.Only is not null)
            return;
        rule.Counters.IsQuarantined = true;
        _run.Error(rule, RuleErrorKind.Quarantined, $"{e.GetType().Name}: {e.Message}", vm);
    }

    // Evaluation reports what fails as values; what is thrown is a defect of ours, and this rule's alone. Not so a process out of memory.
    private static bool IsDefect(Exception e) => e is not OutOfMemoryException;
}
