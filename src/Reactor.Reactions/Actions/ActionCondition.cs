using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary>
/// An action's <c>if</c>. Where it fails at run time the action is carried out: none of those that there are does harm, and a
/// notification too many is better than one that is missing.
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
            return true;
        }

        return value.IsTrue;
    }
}
