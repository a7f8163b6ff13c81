using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the targets of what was read: looks up secrets, resolves paths, and tells of secrets that would go over a network in the clear.</summary>
internal sealed class TargetCompiler(SettingsSyntax settings, string baseDirectory, LoadOptions options, KnownNames known, DiagnosticBag diagnostics)
{
    private const int SubmissionPort = 587;
    private const int ImplicitTlsPort = 465;
    private const int RelayPort = 25;

    public ImmutableSortedDictionary<string, TargetConfiguration> Compile() =>
        settings.Targets.ToImmutableSortedDictionary(t => t.Name, Target, StringComparer.Ordinal);

    private TargetConfiguration Target(Named<TargetSyntax> target)
    {
        TargetConfiguration compiled = target.Value switch
        {
            WebhookSyntax webhook => Webhook(target, webhook),
            AlertmanagerSyntax alertmanager => Http(target, alertmanager, new AlertmanagerTarget(target.Name) { ResendEvery = alertmanager.Resend, GeneratorUrl = alertmanager.GeneratorUrl }),
            PagerDutySyntax pagerDuty => Http(target, pagerDuty, new PagerDutyTarget(target.Name) { RoutingKey = Secret(target, pagerDuty.RoutingKey, "the routing key") ?? s_none }, PagerDutyTarget.DefaultUrl, pagerDuty.RoutingKey),
            SlackSyntax slack => Http(target, slack, new SlackTarget(target.Name)),
            TeamsSyntax teams => Http(target, teams, new TeamsTarget(target.Name)),
            NtfySyntax ntfy => Http(target, ntfy, new NtfyTarget(target.Name) { Topic = ntfy.Topic ?? "", Token = Secret(target, ntfy.Token, "the token") }, NtfyTarget.DefaultUrl, ntfy.Token),
            EmailSyntax email => Email(target, email),
            var other => throw new InvalidOperationException($"Unknown target {other.GetType().Name}."),
        };
        var delivery = target.Value.Delivery;
        return compiled with
        {
            Concurrency = delivery.Concurrency,
            Rate = delivery.Rate,
            Breaker = delivery.Breaker,
            // Where an end that comes before its beginning leaves an alert that nothing ends.
            IsOrdered = delivery.IsOrdered || compiled.KeepsAlerts,
            Timeout = delivery.Timeout,
            Retry = delivery.Retry,
        };
    }

    // Stands where an error was reported, so that nothing of this load is used.
    private static readonly SecretSource s_none = new EnvironmentSecret("");

    private WebhookTarget Webhook(Named<TargetSyntax> target, WebhookSyntax webhook)
    {
        foreach (var secret in webhook.Secrets)
            known.Secret(secret);
        return Http(target, webhook, new WebhookTarget(target.Name) { Secrets = [.. webhook.Secrets.Select(s => s.Value).Distinct()], Envelope = webhook.Envelope, TellsTrace = webhook.TellsTrace });
    }

    private T Http<T>(Named<TargetSyntax> target, HttpTargetSyntax syntax, T empty, Uri? url = null, OwnSecretSyntax? own = null)
        where T : HttpTarget
    {
        var http = syntax.Http;
        HeaderNames.ReportDuplicates(http.Headers, diagnostics);
        foreach (var header in http.Headers)
            SecretReferences.Check(header.Value, known, diagnostics);
        var secret = Secret(target, new OwnSecretSyntax(http.UrlFile, http.UrlSecret), "the URL");
        var carries = own is { IsGiven: true } || http.Headers.Any(h => SecretReferences.Has(h.Value));
        if (http.Url is { } told && carries && told.Value.Scheme == Uri.UriSchemeHttp && !told.Value.IsLoopback)
            diagnostics.Warn(told.Place, DiagnosticCodes.Insecure, "a secret goes to this URL, and the way there is in the clear: whoever reads the network has it", "write https://");
        return (T)(empty with
        {
            Url = http.Url?.Value ?? (secret is null ? url : null),
            UrlSecret = secret,
            Headers = http.Headers.ToSortedDictionary(v => v.Value),
            Tls = Tls(http.Tls),
        });
    }

    private EmailTarget Email(Named<TargetSyntax> target, EmailSyntax email)
    {
        var security = email.Security ?? (email.Server?.Port == ImplicitTlsPort ? SmtpSecurity.Tls : SmtpSecurity.StartTls);
        var port = email.Server?.Port ?? security switch { SmtpSecurity.Tls => ImplicitTlsPort, SmtpSecurity.None => RelayPort, _ => SubmissionPort };
        var host = email.Server?.Host ?? "";
        if (security == SmtpSecurity.None && email.Password.IsGiven && !Loopback.Is(host))
            diagnostics.Error(email.Place, DiagnosticCodes.Insecure, "the password would go over the network in the clear", "write security: starttls or tls, or leave `user` and the password out");
        if (security == SmtpSecurity.None && email.Tls is { } tls)
            diagnostics.Error(tls.Place, DiagnosticCodes.ConflictingKeys, "`tls` means nothing with security: none", "leave one of them out");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var to in email.To)
            if (!seen.Add(to.Value))
                diagnostics.Error(to.Place, DiagnosticCodes.DuplicateName, $"recipient {to.Value} stands here twice");
        return new EmailTarget(target.Name, host, port, security, email.From ?? "", [.. email.To.Select(t => t.Value)])
        {
            User = email.User,
            Password = Secret(target, email.Password, "the password"),
            Tls = Tls(email.Tls),
        };
    }

    private SecretSource? Secret(Named<TargetSyntax> target, OwnSecretSyntax secret, string what)
    {
        if (secret.File is { } file)
        {
            var source = new FileSecret(Absolute(file));
            SecretSources.Look(target.Place, $"{what} of target {target.Name}", source, options, diagnostics);
            return source;
        }

        if (secret.Secret is not { } name)
            return null;
        known.Secret(name);
        var found = settings.Secrets.FirstOrDefault(s => s.Name == name.Value);
        return found.Value is null ? null : SecretSources.Absolute(found.Value, baseDirectory);
    }

    private TlsFiles? Tls(TlsSyntax? tls) => TlsCompiler.Compile(tls, baseDirectory, options, diagnostics, "nothing can be sent to the target");

    [return: NotNullIfNotNull(nameof(path))]
    private string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path, baseDirectory);
}
