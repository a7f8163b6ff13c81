using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary><c>webhook</c>: one delivery to a URL written in the rule, with all that its attempts need.</summary>
internal sealed class WebhookReaction(DeliveryBody body)
{
    /// <summary>The target's name of a webhook written in place.</summary>
    public static string TargetName(string rule, string actionPath) => $"rule/{rule}/{actionPath}";

    public void Run(FiringContext context, WebhookAction action)
    {
        var (bytes, contentType) = body.Render(context, action.Path, action.Body);
        var headers = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, template) in action.Headers)
        {
            headers[name] = SecretReference.KeepOnly(template.Render(context.Activation), template.Text);
        }

        var request = new InlineRequest(
            action.Method, action.Url.Render(context.Activation), headers.ToImmutable(), action.Secret, action.Timeout, action.Retry);
        context.Deliver(action.Path, TargetName(context.Rule.Name, action.Path), bytes, contentType, request);
    }
}
