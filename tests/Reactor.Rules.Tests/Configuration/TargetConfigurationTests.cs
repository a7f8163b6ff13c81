using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Configuration;

/// <summary>The kinds of target, as the loader makes them.</summary>
public class TargetConfigurationTests
{
    private const string Secrets = "secrets: {key: {file: keys/key}, pass: {env: PASS}}\n";

    [Fact]
    public void Load_least_of_each_kind_has_the_documented_defaults()
    {
        var targets = Targets("""
            am: {alertmanager: {url: "http://127.0.0.1:9093"}}
            pd: {pagerduty: {routing_key_file: pd.key}}
            sl: {slack: {url_file: slack.url}}
            te: {teams: {url_secret: key}}
            nt: {ntfy: {topic: vms}}
            em: {email: {server: smtp.example.net, from: a@example.net, to: b@example.net}}
            """);

        var alertmanager = Assert.IsType<AlertmanagerTarget>(targets["am"]);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4), null), (alertmanager.ResendEvery, alertmanager.Resend, alertmanager.Lifetime, alertmanager.GeneratorUrl));
        var pagerDuty = Assert.IsType<PagerDutyTarget>(targets["pd"]);
        Assert.Equal((PagerDutyTarget.DefaultUrl, new FileSecret("/etc/reactor/pd.key"), true), (pagerDuty.Url, pagerDuty.RoutingKey, pagerDuty.TakesAcknowledgements));
        Assert.Equal(new FileSecret("/etc/reactor/slack.url"), Assert.IsType<SlackTarget>(targets["sl"]).UrlSecret);
        Assert.Equal(new FileSecret("/etc/reactor/keys/key"), Assert.IsType<TeamsTarget>(targets["te"]).UrlSecret);
        Assert.Equal((NtfyTarget.DefaultUrl, "vms", null), (Assert.IsType<NtfyTarget>(targets["nt"]).Url, ((NtfyTarget)targets["nt"]).Topic, ((NtfyTarget)targets["nt"]).Token));
        var email = Assert.IsType<EmailTarget>(targets["em"]);
        Assert.Equal(("smtp.example.net", 587, SmtpSecurity.StartTls, "a@example.net", null), (email.Server, email.Port, email.Security, email.From, email.User));
        Assert.All(targets.Values, t => Assert.Equal((4, TimeSpan.FromSeconds(15), new RetryOptions()), (t.Concurrency, t.Timeout, t.Retry)));
        Assert.All(targets.Values.Where(t => t is not AlertmanagerTarget), t => Assert.Null(t.Resend));
    }

    [Fact]
    public void Load_every_key_of_each_kind_is_read()
    {
        var targets = Targets("""
            am: {alertmanager: {url: "https://am.example.net/prefix", resend: 30s, generator_url: "https://reactor.example.net/", headers: {X-Scope: a}, concurrency: 2, timeout: 5s, retry: {attempts: 3}}}
            pd: {pagerduty: {routing_key_secret: key, url: "https://events.eu.pagerduty.com/v2/enqueue"}}
            nt: {ntfy: {url: "https://ntfy.example.net", topic: vms, token_secret: pass, tls: {ca_file: ca.pem}}}
            em: {email: {server: "[::1]:25", security: none, from: a@example.net, to: [b@example.net, c@example.net], user: u, password_secret: pass}}
            ce: {webhook: {url: "https://x.example.net/", envelope: cloudevents-binary, tls: {cert_file: c.pem, key_file: c.key}}}
            """);

        var alertmanager = Assert.IsType<AlertmanagerTarget>(targets["am"]);
        Assert.Equal((TimeSpan.FromSeconds(30), "https://reactor.example.net/", "a"), (alertmanager.Resend, alertmanager.GeneratorUrl!.AbsoluteUri, alertmanager.Headers["X-Scope"]));
        Assert.Equal((2, TimeSpan.FromSeconds(5), 3), (alertmanager.Concurrency, alertmanager.Timeout, alertmanager.Retry.Attempts));
        Assert.Equal(("events.eu.pagerduty.com", new FileSecret("/etc/reactor/keys/key")), (((PagerDutyTarget)targets["pd"]).Url!.Host, ((PagerDutyTarget)targets["pd"]).RoutingKey));
        var ntfy = Assert.IsType<NtfyTarget>(targets["nt"]);
        Assert.Equal((new EnvironmentSecret("PASS"), new TlsFiles("/etc/reactor/ca.pem", null, null)), (ntfy.Token, ntfy.Tls));
        var email = Assert.IsType<EmailTarget>(targets["em"]);
        Assert.Equal(("::1", 25, SmtpSecurity.None, "u", new EnvironmentSecret("PASS")), (email.Server, email.Port, email.Security, email.User, email.Password));
        Assert.Equal<string>(["b@example.net", "c@example.net"], email.To);
        var events = Assert.IsType<WebhookTarget>(targets["ce"]);
        Assert.Equal((Envelope.CloudEventsBinary, new TlsFiles(null, "/etc/reactor/c.pem", "/etc/reactor/c.key")), (events.Envelope, events.Tls));
    }

    [Theory]
    [InlineData("smtp.example.net:465", "", 465, SmtpSecurity.Tls)]
    [InlineData("smtp.example.net:25", "", 25, SmtpSecurity.StartTls)]
    [InlineData("smtp.example.net", ", security: tls", 465, SmtpSecurity.Tls)]
    [InlineData("smtp.example.net", ", security: none", 25, SmtpSecurity.None)]
    public void Load_port_and_security_of_a_mail_server_follow_each_other(string server, string more, int port, SmtpSecurity security)
    {
        var email = (EmailTarget)Targets($"em: {{email: {{server: \"{server}\", from: a@example.net, to: b@example.net{more}}}}}")["em"];
        Assert.Equal((port, security), (email.Port, email.Security));
    }

    [Theory]
    [InlineData("t: {alertmnager: {url: 'http://x/'}}", "3:15+11 unknown-key: unknown key `alertmnager` in a target | did you mean alertmanager?")]
    [InlineData("t: {smtp: {server: x}}", "3:15+4 unknown-key: unknown key `smtp` in a target | write email: {server: ..., from: ..., to: [...]}")]
    [InlineData("t: {alertmanager: {url: 'http://x/', resend: 1s}}", "3:56+2 bad-value: 1s is not between 10s and 1h")]
    [InlineData("t: {pagerduty: {}}", "3:26+2 missing-key: a PagerDuty target needs one of `routing_key_file`, `routing_key_secret`")]
    [InlineData("t: {pagerduty: {routing_key: 0123456789abcdef}}", "3:27+11 unknown-key: unknown key `routing_key` in a PagerDuty target | it is a secret, which never stands here: name where it is found, by routing_key_file: PATH or routing_key_secret: NAME")]
    [InlineData("t: {pagerduty: {routing_key_secret: kye}}", "3:47+3 unknown-secret: unknown secret kye | did you mean key?")]
    [InlineData("t: {ntfy: {topic: a/b}}", "3:29+3 bad-value: a/b is not the name of a topic: 1 to 64 characters of [A-Za-z0-9_-]")]
    [InlineData("t: {ntfy: {topic: a, token_file: t, url: 'http://ntfy.example.net/'}}", "3:52+26 insecure: a secret goes to this URL, and the way there is in the clear: whoever reads the network has it | write https://")]
    [InlineData("t: {slack: {}}", "3:22+2 missing-key: a Slack target needs one of `url`, `url_file`, `url_secret`")]
    [InlineData("t: {webhook: {url: 'http://x/', envelope: cloudevent}}", "3:53+10 bad-value: cloudevent is not one of standard | cloudevents | cloudevents-binary | did you mean cloudevents?")]
    [InlineData("t: {webhook: {url: 'https://x/', tls: {cert_file: c.pem}}}", "3:50+9 missing-key: `cert_file` needs `key_file` | such as key_file: client.key")]
    [InlineData("t: {email: {server: s, from: a@b.c, to: [\"x y@b.c\"]}}", "3:52+9 bad-value: x y@b.c is not an e-mail address | write it alone, such as oncall@example.net")]
    [InlineData("t: {email: {server: s, from: \"a@b.c\\r\\nBcc: d@e.f\", to: b@b.c}}", "3:40+21 bad-value: a@b.c\\u000d\\u000aBcc: d@e.f is not an e-mail address | write it alone, such as oncall@example.net")]
    [InlineData("t: {email: {server: s, from: a@b.c, to: [b@b.c, B@b.c]}}", "3:59+5 duplicate-name: recipient B@b.c stands here twice")]
    [InlineData("t: {email: {server: s, from: a@b.c, to: b@b.c, user: u}}", "3:58+4 conflicting-keys: `user` means something only beside `password_file`, `password_secret` | add password_file: PATH, or leave it out: nobody logs in without a password")]
    [InlineData("t: {email: {server: s, from: a@b.c, to: b@b.c, password_file: p}}", "3:58+13 missing-key: `password_file` needs `user` | such as user: reactor")]
    [InlineData("t: {email: {server: s, security: none, from: a@b.c, to: b@b.c, user: u, password_file: p}}", "3:22+78 insecure: the password would go over the network in the clear | write security: starttls or tls, or leave `user` and the password out")]
    [InlineData("t: {email: {server: 's:0', from: a@b.c, to: b@b.c}}", "3:31+5 bad-value: a port is a number from 1 to 65535")]
    public void Load_fault_is_told_with_its_place(string target, string expected) =>
        Golden.Equal(expected, Loaded.Lines(Loaded.Settings($"version: 1\n{Secrets}targets: {{{target}}}\nvms: [{{name: a, qmp: 'unix:/a'}}]").Diagnostics));

    [Fact]
    public void Load_send_to_an_alertmanager_is_refused_with_what_to_do()
    {
        var files = MemoryFiles.WithConfig("version: 1\nvms: [{name: a, qmp: 'unix:/a'}]\nrules: [r.yaml]\ntargets: {am: {alertmanager: {url: 'http://127.0.0.1:9093'}}}");
        files["r.yaml"] = "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{send: {to: am}}]}]";

        Golden.Equal(
            "2:59+2 bad-value: target am is an Alertmanager, which holds alerts until they end, and a `send` never does | open an alert: alert: {summary: ..., to: [am]}",
            Loaded.Lines(ReactorLoader.Load("reactor.yaml", files).Diagnostics));
    }

    [Theory]
    [InlineData("heartbeat: {to: am}", "")]
    [InlineData("heartbeat: am", "4:12+2 wrong-type: the heartbeat is expected here, a map with keys such as to, every, not text | write {to: am}")]
    [InlineData("heartbeat: {to: an}", "4:17+2 unknown-target: unknown target an | did you mean am?")]
    [InlineData("heartbeat: {to: am, every: 1s}", "4:28+2 bad-value: 1s is not between 10s and 1h")]
    [InlineData("heartbeat: {to: sl}", "4:17+2 bad-value: people read target sl, and nobody would notice that a heartbeat is missing | name a target of the kind alertmanager or webhook: something that notices")]
    public void Load_heartbeat_goes_to_what_notices_that_it_is_missing(string heartbeat, string expected)
    {
        var result = Loaded.Settings($"version: 1\nvms: [{{name: a, qmp: 'unix:/a'}}]\ntargets: {{am: {{alertmanager: {{url: 'http://127.0.0.1:9093'}}}}, sl: {{slack: {{url: 'https://x/'}}}}}}\n{heartbeat}");
        Golden.Equal(expected, Loaded.Lines(result.Diagnostics));
        if (expected.Length == 0)
            Assert.Equal(new HeartbeatConfiguration("am", TimeSpan.FromMinutes(1)), result.Configuration!.Heartbeat);
    }

    private static ImmutableSortedDictionary<string, TargetConfiguration> Targets(string targets)
    {
        var result = Loaded.Settings($"version: 1\nvms: [{{name: a, qmp: 'unix:/a'}}]\n{Secrets}targets:\n{string.Join('\n', targets.Split('\n').Select(l => "  " + l))}\n");
        Golden.Equal("", result.FormatDiagnostics());
        return result.Configuration!.Targets;
    }
}
