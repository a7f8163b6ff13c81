using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Actions;

/// <summary>The bytes of a delivery: the rule's own body, or the standard payload, in the form that its target takes.</summary>
internal sealed class DeliveryBody(RulesInForce inForce, PartitionTally tally, Notices notices, PartitionOptions options)
{
    /// <summary>Of a webhook written in place.</summary>
    public RenderedBody Render(FiringContext context, WebhookAction action) =>
        Own(context, action.Path, action.Body) ?? RenderedBody.Json(context.StandardPayload());

    /// <summary>Of a send.</summary>
    public RenderedBody Render(FiringContext context, SendAction action)
    {
        var own = Own(context, action.Path, action.Body);
        if (inForce.FormatOf(action.To) is not { } format)
        {
            return own ?? RenderedBody.Json(context.StandardPayload());
        }

        var notice = new TargetNotice
        {
            Content = context.Content(),
            State = NoticeState.Message,
            WebhookId = DeliveryId.Create(context.Firing.Id, action.Path, action.To, DeliveryKind.Firing),
            Thread = context.Firing.Id,
            At = context.Now,
            Own = own is { } body ? new OwnBody(body.Bytes, body.ContentType == RenderedBody.JsonType) : null,
        };
        return format.Render(notice, options.MaxBodyBytes);
    }

    private RenderedBody? Own(FiringContext context, string actionPath, BodyTemplate? template)
    {
        if (template is null)
        {
            return null;
        }

        if (template.TryRenderCut(context.Activation, options.MaxBodyBytes, out var isCut) is { } body)
        {
            if (isCut)
            {
                tally.BodiesCut++;
                Tell(context, actionPath, "the longest texts in it are cut, and end in …");
            }

            return new RenderedBody(body, template.ContentType);
        }

        tally.BodiesReplaced++;
        Tell(context, actionPath, "the standard payload is sent instead");
        return null;
    }

    private void Tell(FiringContext context, string actionPath, string what) => notices.Add(
        context.Commit,
        context.Firing.Vm,
        context.Now,
        $"{context.Rule.Name}: the body of {actionPath} has more than the {options.MaxBodyBytes} bytes that are allowed; {what}. Put less of the event's data into the body.");
}
