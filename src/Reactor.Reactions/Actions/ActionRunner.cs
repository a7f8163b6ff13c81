using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary>Carries out one action of a firing that is no step.</summary>
internal sealed class ActionRunner(
    AlertReaction alerts, SendReaction sends, WebhookReaction webhooks, RecordReaction records, FactReaction facts, LogReaction logs)
{
    /// <summary>Carries it out, unless its <c>if</c> or the rule's limit says no. Either all of it or, where it throws, nothing is in the commit.</summary>
    public void Run(FiringContext context, RuleAction action)
    {
        if ((context.Firing.LimitedOnly && action is not AlertAction) || !ActionCondition.Holds(context, action))
        {
            return;
        }

        switch (action)
        {
            case AlertAction alert: alerts.Run(context, alert); break;
            case SendAction send: sends.Run(context, send); break;
            case WebhookAction webhook: webhooks.Run(context, webhook); break;
            case RecordAction record: records.Run(context, record); break;
            case SetFactAction set: facts.Run(context, set); break;
            case ClearFactAction clear: facts.Run(context, clear); break;
            case LogAction log: logs.Run(context, log); break;
            default: throw new InvalidOperationException($"No reaction is defined for the action {action.GetType().Name}.");
        }
    }
}
