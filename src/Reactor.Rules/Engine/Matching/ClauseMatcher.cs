using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Patterns;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Matching;

/// <summary>Which clauses an event fits, and under which keys. Bound to one event (or a VM's state) after the other.</summary>
internal sealed class ClauseMatcher(RuleSet rules, VmKeyCache vmKeys, EventConditions conditions)
{
    private readonly EventActivation _activation = conditions.Activation;
    private readonly List<Hit> _hits = [];
    private SeenEvent? _seen;
    private VmView? _vm;

    /// <summary>What follows is asked for this event.</summary>
    public void Bind(SeenEvent seen)
    {
        _seen = seen;
        _vm = seen.Vm;
        conditions.Bind(seen.Vm, seen.Event);
    }

    /// <summary>What follows is asked for a VM's state.</summary>
    public void Bind(VmView vm)
    {
        _seen = null;
        _vm = vm;
        conditions.Bind(vm, null);
    }

    /// <summary>Whether a condition is true; what fails is told and counts as false.</summary>
    public bool Holds(int condition, RuleState rule, EngineRun run)
    {
        if (condition < 0)
            return true;
        var result = conditions.Evaluate(condition, rule.Rule);
        if (result.IsError)
        {
            run.CountersOf(rule).ConditionErrors++;
            run.Error(rule, RuleErrorKind.Condition, result.AsError.Message, _vm);
        }

        return result.IsTrue;
    }

    /// <summary>What the event means to a rule: a hit for each different key. The list is reused.</summary>
    public List<Hit> HitsOf(RuleStep step, RuleState rule, EngineRun run)
    {
        _hits.Clear();
        var clauses = Fitting(step, rule, run);
        if (clauses == 0)
            return _hits;
        if (rule.Plan.Keys[0].IsEmpty)
            Add(vmKeys.Of(rule.Plan.IsFleet ? null : _seen!.Vm.Id), clauses, rule, run);
        else
            AddByKey(clauses, rule, run);
        return _hits;
    }

    private ulong Fitting(RuleStep step, RuleState rule, EngineRun run)
    {
        var plan = rule.Plan;
        if (_seen!.Event.Origin == EventOrigin.Recovered && !plan.TakesRecovered)
            return 0;
        var fitting = 0UL;
        bool? mayOpen = null;
        foreach (var (clause, condition) in step.Clauses)
        {
            var isOpening = plan.IsOpening(clause);
            if (isOpening && (mayOpen == false || (plan.OpensOnce && (fitting & plan.OpeningMask) != 0)))
                continue;
            if (Holds(condition, rule, run) && (!isOpening || (mayOpen ??= MayOpen(rule, run))))
                fitting |= 1UL << clause;
        }

        return fitting;
    }

    private bool MayOpen(RuleState rule, EngineRun run)
    {
        foreach (var exception in rule.Plan.Excepts)
        {
            if (Holds(exception, rule, run))
                return false;
        }

        if (rule.Own is null || !rule.Own.Cover(_seen!.Vm.Id, _seen.Event.Name, run.Now, rules.EventsCausedBy))
            return true;
        run.CountersOf(rule).OwnEffects++;
        return false;
    }

    private void AddByKey(ulong clauses, RuleState rule, EngineRun run)
    {
        for (var clause = 0; clause < rule.Plan.Keys.Length; clause++)
        {
            var bit = 1UL << clause;
            if ((clauses & bit) != 0 && KeyOf(clause, rule, run) is { } key)
                Add(key, bit, rule, run);
        }
    }

    private RuleKey? KeyOf(int clause, RuleState rule, EngineRun run)
    {
        _activation.Rule = rule.Rule;
        var key = RuleKeyReader.Read(rule.Plan.IsFleet ? null : _seen!.Vm.Id, rule.Plan.Keys[clause], _activation, out var error);
        if (key is null)
            KeyError(rule, error!, run);
        return key;
    }

    private void Add(RuleKey key, ulong clauses, RuleState rule, EngineRun run)
    {
        for (var i = 0; i < _hits.Count; i++)
        {
            if (_hits[i].Key.Equals(key))
            {
                _hits[i] = _hits[i] with { Clauses = _hits[i].Clauses | clauses };
                return;
            }
        }

        string? distinct = null;
        if (rule.Rule.When.Pattern is CountPattern { Distinct.IsEmpty: false } && (distinct = DistinctOf(clauses, rule, run)) is null)
            return;
        _hits.Add(new Hit(_seen!, key, clauses, distinct));
    }

    // A count takes the first clause alone, so there is one here.
    private string? DistinctOf(ulong clauses, RuleState rule, EngineRun run)
    {
        _activation.Rule = rule.Rule;
        var value = ((CountPattern)rule.Rule.When.Pattern).Distinct[System.Numerics.BitOperations.TrailingZeroCount(clauses)].Evaluate(_activation);
        if (KeyJson.CanBeKey(value))
            return KeyJson.Of(RuleKeyReader.Canonical(value));
        KeyError(rule, $"`distinct`: {(value.IsError ? value.AsError.Message : $"{value.Kind} is no scalar")}", run);
        return null;
    }

    private void KeyError(RuleState rule, string error, EngineRun run)
    {
        run.CountersOf(rule).KeyErrors++;
        run.Error(rule, RuleErrorKind.Key, error, _vm);
    }
}
