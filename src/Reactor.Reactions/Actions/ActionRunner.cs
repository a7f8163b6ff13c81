using Reactor.Reactions.Alerts;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary>Carries out one action of a firing.</summary>
internal sealed class ActionRunner
{
    private readonly AlertReaction _alert;
    private readonly SendReaction _send;
    private readonly WebhookReaction _webhook;
    private readonly RecordReaction _record;
    private readonly LogReaction _log;

    public ActionRunner(AlertBook book, AlertRouter router, PartitionTally tally, Notices notices, PartitionOptions options)
    {
        var body = new DeliveryBody(tally, notices, options);
        _alert = new AlertReaction(book, router, tally, notices, options);
        _send = new SendReaction(body);
        _webhook = new WebhookReaction(body);
        _record = new RecordReaction(tally, notices, options);
        _log = new LogReaction(options);
    }

    /// <summary>Carries it out, unless its <c>if</c> or the rule's limit says no. Either all of it or, where it throws, nothing is in the commit.</summary>
    public void Run(FiringContext context, RuleAction action)
    {
        if ((context.Firing.LimitedOnly && action is not AlertAction) || !ActionCondition.Holds(context, action))
        {
            return;
        }

        switch (action)
        {
            case AlertAction alert: _alert.Run(context, alert); break;
            case SendAction send: _send.Run(context, send); break;
            case WebhookAction webhook: _webhook.Run(context, webhook); break;
            case RecordAction record: _record.Run(context, record); break;
            case LogAction log: _log.Run(context, log); break;
            default: throw new InvalidOperationException($"No reaction is defined for the action {action.GetType().Name}.");
        }
    }
}
