using Reactor.Reactions.Holds;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary><c>send</c>: one delivery to a named target.</summary>
internal sealed class SendReaction(DeliveryBody body, HoldJudge holds)
{
    public void Run(FiringContext context, SendAction action) =>
        context.Deliver(action, action.To, body.Render(context, action), holds.OfSend(context));
}
