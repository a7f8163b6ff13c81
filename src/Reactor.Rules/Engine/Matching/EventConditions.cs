using Reactor.Cel;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Matching;

/// <summary>The conditions of a rule set for the event (or the VM's state) at hand: each is evaluated once, whoever asks first.</summary>
internal sealed class EventConditions(RuleSet rules)
{
    private readonly ConditionMemo _memo = new(rules.Conditions);

    /// <summary>What the event's expressions read.</summary>
    public EventActivation Activation { get; } = new(rules.Vocabulary);

    /// <summary>What follows is asked for this; without an event, for a VM's state.</summary>
    public void Bind(VmView vm, VmEvent? vmEvent)
    {
        Activation.Bind(vm, vmEvent);
        _memo.StartEvent();
    }

    /// <summary>What a condition of this rule gives.</summary>
    public CelValue Evaluate(int condition, Rule rule)
    {
        Activation.Rule = rule;
        return _memo.Evaluate(condition, Activation);
    }

    /// <summary>Whether a condition isn't plainly false. A failure is each rule's own to tell, when it is asked itself.</summary>
    public bool MayHold(int condition, Rule rule)
    {
        try
        {
            var result = Evaluate(condition, rule);
            return result.IsTrue || result.IsError;
        }
        catch (Exception e) when (EngineRun.IsDefect(e))
        {
            return true;
        }
    }
}
