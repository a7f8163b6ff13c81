using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary>
/// An action's <c>if</c>. Where it fails at run time a notification is sent all the same, since one too many is better than one that is
/// missing; a step is left out, since what it does can't be undone.
/// </summary>
internal static class ActionCondition
{
    public static bool Holds(FiringContext context, RuleAction action)
    {
        if (action.If is null)
        {
            return true;
        }

        var value = action.If.Evaluate(context.Activation);
        if (value.IsError)
        {
            context.CountErrors(1);
            return action is not StepAction;
        }

        return value.IsTrue;
    }
}
