using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Payloads;

/// <summary>Which form a target takes.</summary>
internal static class TargetFormats
{
    /// <summary>The form; null: the standard payload, or the rule's body, as it is.</summary>
    /// <param name="target">The target; null where it is not configured.</param>
    /// <param name="node">This machine's name.</param>
    public static ITargetFormat? Of(TargetConfiguration? target, string node) => target switch
    {
        null or WebhookTarget { Envelope: Envelope.Standard } => null,
        WebhookTarget { Envelope: var envelope } => new CloudEventFormat(node, envelope == Envelope.CloudEventsBinary),
        AlertmanagerTarget alertmanager => new AlertmanagerFormat(alertmanager.Lifetime, alertmanager.GeneratorUrl),
        PagerDutyTarget => PagerDutyFormat.Instance,
        SlackTarget => SlackFormat.Instance,
        TeamsTarget => TeamsFormat.Instance,
        NtfyTarget ntfy => new NtfyFormat(ntfy.Topic),
        EmailTarget email => new EmailFormat(email.From, email.To),
        _ => throw new InvalidOperationException($"No format is defined for a target of the kind {target.Kind}."),
    };
}
