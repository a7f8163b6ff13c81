using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Reactor.Reactions.Payloads;
using StandIn.Apis;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Tests.Payloads;

/// <summary>What is sent to each kind of target is what its published API takes, whatever guests say.</summary>
public class TargetFormatTests
{
    private static readonly ImmutableArray<TargetConfiguration> s_targets =
    [
        new AlertmanagerTarget("am") { GeneratorUrl = new Uri("https://reactor.example.net/") },
        new PagerDutyTarget("pd") { RoutingKey = new EnvironmentSecret("KEY") },
        new SlackTarget("slack"),
        new TeamsTarget("teams"),
        new NtfyTarget("ntfy") { Topic = "vms" },
        new WebhookTarget("structured") { Envelope = Envelope.CloudEvents },
        new WebhookTarget("binary") { Envelope = Envelope.CloudEventsBinary },
        new EmailTarget("mail", "smtp", 25, SmtpSecurity.None, "reactor@example.net", ["a@example.net", "b@example.net"]),
    ];

    public static IEnumerable<object[]> Targets => s_targets.Select(t => (object[])[t.Name]);

    [Theory]
    [MemberData(nameof(Targets))]
    public void Render_ordinary_notices_are_what_the_API_takes(string target)
    {
        foreach (var notice in (TargetNotice[])[Notices.Firing, Notices.Firing with { State = NoticeState.Acknowledged }, Notices.Resolved, Notices.Message])
            Assert.Equal("", Problems(target, notice));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Render_hostile_text_is_what_the_API_takes(string target)
    {
        foreach (var text in Notices.Hostile)
        {
            Assert.Equal("", Problems(target, Notices.Of(text)));
            Assert.Equal("", Problems(target, Notices.Of(text) with { Own = new OwnBody(Encoding.UTF8.GetBytes(text), false) }));
            Assert.Equal("", Problems(target, Notices.Of(text) with { Own = new OwnBody(JsonSerializer.SerializeToUtf8Bytes(text), true) }));
        }
    }

    [Property(MaxTest = 100)]
    public void Render_any_text_is_what_the_API_takes(string? text)
    {
        foreach (var target in s_targets)
        {
            Assert.Equal("", Problems(target.Name, Notices.Of(text ?? "")));
            Assert.Equal("", Problems(target.Name, Notices.Of(text ?? "", NoticeState.Message)));
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Render_the_same_notice_twice_gives_the_same_bytes(string target) =>
        Assert.Equal(Render(target, Notices.Firing).Bytes.ToArray(), Render(target, Notices.Firing).Bytes.ToArray());

    [Theory]
    [MemberData(nameof(Targets))]
    public void Render_largest_alert_that_there_is_keeps_the_limits(string target)
    {
        // Summary, description and labels as the partition bounds them, of characters that take most room.
        var wide = Notices.Of(string.Concat(Enumerable.Repeat("\u4e2d", 340))) with { Own = null };
        var content = wide.Content with { Alert = wide.Content.Alert! with { Description = string.Concat(Enumerable.Repeat("\u4e2d\n", 4096)) } };
        Assert.Equal("", Problems(target, wide with { Content = content }));
    }

    private static RenderedBody Render(string target, TargetNotice notice) =>
        TargetFormats.Of(s_targets.Single(t => t.Name == target), "h1")!.Render(notice, Notices.MaxBytes);

    private static string Problems(string target, TargetNotice notice)
    {
        var body = Render(target, notice);
        if (target == "mail")
            return EmailFormatTests.Problems(body);
        if (target == "pd")
            body = body with { Bytes = PagerDutyFormat.WithRoutingKey(body.Bytes, "R0123456789") };
        using var document = JsonDocument.Parse(body.Bytes);
        var json = document.RootElement;
        return target switch
        {
            "am" => AlertmanagerApi.Problems(json),
            "pd" => PagerDutyApi.Problems(json, body.Bytes.Length),
            "slack" => SlackApi.Problems(json),
            "teams" => TeamsApi.Problems(json, body.Bytes.Length),
            "ntfy" => NtfyApi.Problems(json),
            _ => CloudEventsApi.Problems(json),
        };
    }
}
