using System.Collections.Immutable;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Steps;

/// <summary>Actions by their paths, those of <c>on_failure</c> included.</summary>
internal static class ActionPaths
{
    /// <summary>The action; null where the rule has none there.</summary>
    public static RuleAction? Find(Rule rule, string path) => Find(rule.Then, path);

    /// <summary>The steps among some actions, in order.</summary>
    public static ImmutableArray<string> Steps(ImmutableArray<RuleAction> actions) => [.. actions.OfType<StepAction>().Select(action => action.Path)];

    private static RuleAction? Find(ImmutableArray<RuleAction> actions, string path)
    {
        foreach (var action in actions)
        {
            if (action.Path == path)
            {
                return action;
            }

            if (Find(action.OnFailure, path) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
