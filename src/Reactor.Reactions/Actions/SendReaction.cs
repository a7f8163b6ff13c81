using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary><c>send</c>: one delivery to a named target.</summary>
internal sealed class SendReaction(DeliveryBody body)
{
    public void Run(FiringContext context, SendAction action)
    {
        var (bytes, contentType) = body.Render(context, action.Path, action.Body);
        context.Deliver(action.Path, action.To, bytes, contentType);
    }
}
