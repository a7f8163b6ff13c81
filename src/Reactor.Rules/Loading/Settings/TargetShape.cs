using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The kinds of target: an entry of <c>targets</c> has one of them.</summary>
internal static class TargetShape
{
    public static readonly Shape Shape = new Shape("a target").Alone("{webhook: {url: TEXT}}")
        .NotYet("exec")
        .Elsewhere("smtp", "write email: {server: ..., from: ..., to: [...]}")
        .Elsewhere("url", "write webhook: {url: ...}")
        .Elsewhere("url_file", "write webhook: {url_file: ...}");

    private static readonly Key<WebhookSyntax> s_webhook = Shape.Optional("webhook", WebhookShape.Reading, "An HTTP endpoint that takes Standard Webhooks, or CloudEvents.");
    private static readonly Key<AlertmanagerSyntax> s_alertmanager = Shape.Optional("alertmanager", AlertmanagerShape.Reading, "A Prometheus Alertmanager (API v2). It takes alerts only.");
    private static readonly Key<PagerDutySyntax> s_pagerDuty = Shape.Optional("pagerduty", PagerDutyShape.Reading, "A service of PagerDuty (Events API v2).");
    private static readonly Key<SlackSyntax> s_slack = Shape.Optional("slack", SlackShape.Reading, "A channel of Slack (incoming webhook).");
    private static readonly Key<TeamsSyntax> s_teams = Shape.Optional("teams", TeamsShape.Reading, "A channel of Microsoft Teams (workflow with a webhook).");
    private static readonly Key<NtfySyntax> s_ntfy = Shape.Optional("ntfy", NtfyShape.Reading, "A topic of an ntfy server.");
    private static readonly Key<EmailSyntax> s_email = Shape.Optional("email", EmailShape.Reading, "E-mail through an SMTP server.");

    public static Reading<TargetSyntax> Reading { get; } = new ObjectReading<TargetSyntax>(
        Shape.OneOf(s_webhook, s_alertmanager, s_pagerDuty, s_slack, s_teams, s_ntfy, s_email),
        f => f.Get(s_webhook) ?? f.Get(s_alertmanager) ?? f.Get(s_pagerDuty) ?? f.Get(s_slack) ?? f.Get(s_teams) ?? f.Get(s_ntfy) ?? (TargetSyntax?)f.Get(s_email));
}
