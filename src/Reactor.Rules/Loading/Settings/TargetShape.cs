using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The kinds of target: an entry of <c>targets</c> has one of them.</summary>
internal static class TargetShape
{
    public static readonly Shape Shape = new Shape("a target")
        .NotYet("alertmanager", "pagerduty", "slack", "teams", "ntfy", "smtp", "email", "exec")
        .Elsewhere("url", "write webhook: {url: ...}")
        .Elsewhere("url_file", "write webhook: {url_file: ...}");

    private static readonly Key<WebhookSyntax> s_webhook = Shape.Optional("webhook", WebhookShape.Reading, "An HTTP endpoint that takes Standard Webhooks.");

    public static Reading<WebhookSyntax> Reading { get; } = new ObjectReading<WebhookSyntax>(Shape.OneOf(s_webhook), f => f.Get(s_webhook));
}
