using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary><c>webhook</c>: one delivery to a URL written in the rule, with all that its attempts need.</summary>
internal sealed class WebhookReaction(DeliveryBody body, HoldJudge holds)
{
    /// <summary>The target's name of a webhook written in place.</summary>
    public static string TargetName(string rule, string actionPath) => $"rule/{rule}/{actionPath}";

    public void Run(FiringContext context, WebhookAction action) => context.Deliver(
        action, TargetName(context.Rule.Name, action.Path), body.Render(context, action), holds.OfSend(context), Request(context, action));

    /// <summary>The request, rendered.</summary>
    public static InlineRequest Request(FiringContext context, WebhookAction action)
    {
        var headers = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, template) in action.Headers)
        {
            headers[name] = SecretReference.KeepOnly(template.Render(context.Activation), template.Text);
        }

        return new InlineRequest(action.Method, action.Url.Render(context.Activation), headers.ToImmutable(), action.Secret, action.Timeout, action.Retry);
    }
}
