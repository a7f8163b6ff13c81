using System.Text;
using System.Text.Json;
using Reactor.Reactions.Payloads;
using StandIn.Apis;

namespace Reactor.Reactions.Tests.Payloads;

/// <summary>What the formats say, besides being valid.</summary>
public class FormatDetailTests
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(4);

    [Fact]
    public void Alertmanager_firing_ends_unless_it_is_sent_again_and_resolved_ends_when_it_did()
    {
        var firing = Alertmanager(Notices.Firing);
        Assert.Equal(
            """{"alertname":"guest-panicked","host":"h1","runbook":"https://wiki.example.net/panic","severity":"critical","team":"virt","vm":"web1","vm_uuid":"5e0f"}""",
            firing.GetProperty("labels").GetRawText());
        Assert.Equal((Notices.At, Notices.At + s_lifetime), (Time(firing, "startsAt"), Time(firing, "endsAt")));
        Assert.Equal(
            """{"summary":"web1 panicked on h1","description":"The kernel is gone.\nReset it.","runbook_url":"https://wiki.example.net/panic"}""",
            firing.GetProperty("annotations").GetRawText());

        var resolved = Alertmanager(Notices.Resolved);
        Assert.Equal(firing.GetProperty("labels").GetRawText(), resolved.GetProperty("labels").GetRawText());
        Assert.Equal((Notices.At, Notices.At.AddMinutes(5)), (Time(resolved, "startsAt"), Time(resolved, "endsAt")));
    }

    [Theory]
    [InlineData("team", "team")]
    [InlineData("a-b.c d", "a_b_c_d")]
    [InlineData("9lives", "_9lives")]
    [InlineData("", "_")]
    [InlineData("\u00e4", "_")]
    public void Alertmanager_names_of_labels_are_what_prometheus_takes(string name, string expected) => Assert.Equal(expected, PrometheusLabels.Sanitise(name));

    [Fact]
    public void Alertmanager_alerts_that_differ_anywhere_in_their_key_have_different_labels()
    {
        var labels = new[] { """{"vm":"id-1","0":"a"}""", """{"vm":"id-1","0":"b"}""", """{"vm":"id-1","0":1}""" }
            .Select(key => Notices.Firing with { Content = Notices.Firing.Content with { Match = Notices.Firing.Content.Match with { Key = key } } })
            .Select(n => Alertmanager(n).GetProperty("labels").GetRawText());
        Assert.Equal(3, labels.Distinct().Count());
        Assert.Contains("a_b_2", PrometheusLabels.Of(Notices.Firing.Content with { Labels = Notices.Labels(("a-b", "1"), ("a.b", "2")) }).Keys);
    }

    [Fact]
    public void Alertmanager_alert_of_a_fleet_rule_names_no_VM()
    {
        var fleet = Notices.Firing.Content with { Match = Notices.Firing.Content.Match with { Key = """{"host":"h1"}""" }, Labels = Notices.Labels(("host", "h1")) };
        Assert.Equal(["alertname", "host", "severity"], PrometheusLabels.Of(fleet).Keys);
    }

    [Theory]
    [InlineData("firing", "trigger", "a_1")]
    [InlineData("acknowledged", "acknowledge", "a_1")]
    [InlineData("resolved", "resolve", "a_1")]
    [InlineData("message", "trigger", "f_1")]
    public void PagerDuty_all_of_an_alert_is_one_incident(string state, string action, string key)
    {
        var notice = state switch
        {
            "firing" => Notices.Firing,
            "acknowledged" => Notices.Firing with { State = NoticeState.Acknowledged },
            "resolved" => Notices.Resolved,
            _ => Notices.Message,
        };
        var e = Json(((ITargetFormat)PagerDutyFormat.Instance).Render(notice, Notices.MaxBytes));
        Assert.Equal((action, key), (e.GetProperty("event_action").GetString(), e.GetProperty("dedup_key").GetString()));
    }

    [Fact]
    public void PagerDuty_details_hold_the_events_data_while_they_fit()
    {
        var format = (ITargetFormat)PagerDutyFormat.Instance;
        var large = Notices.Firing with { Content = Notices.Firing.Content with { Event = Notices.Firing.Content.Event! with { Data = Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('x', 600_000)}\"}}") } } };
        Assert.Equal("""{"action":"pause"}""", Json(format.Render(Notices.Firing, Notices.MaxBytes)).GetProperty("payload").GetProperty("custom_details").GetProperty("event_data").GetRawText());
        Assert.False(Json(format.Render(large, Notices.MaxBytes)).GetProperty("payload").GetProperty("custom_details").TryGetProperty("event_data", out _));
    }

    [Fact]
    public void PagerDuty_stored_event_holds_no_routing_key_and_the_sent_one_begins_with_it()
    {
        var stored = ((ITargetFormat)PagerDutyFormat.Instance).Render(Notices.Firing, Notices.MaxBytes).Bytes;
        Assert.DoesNotContain("routing_key", Encoding.UTF8.GetString(stored.Span), StringComparison.Ordinal);
        Assert.StartsWith("""{"routing_key":"a\u0022b","event_action":""", Encoding.UTF8.GetString(PagerDutyFormat.WithRoutingKey(stored, "a\"b").Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Slack_the_only_link_is_the_rules_own_runbook()
    {
        foreach (var text in Notices.Hostile)
            Assert.Empty(SlackApi.Links(Json(SlackFormat.Instance.Render(Notices.Of(text), Notices.MaxBytes))));
        Assert.Equal(["<https://wiki.example.net/panic|Runbook>"], SlackApi.Links(Json(SlackFormat.Instance.Render(Notices.Firing, Notices.MaxBytes))));
    }

    [Theory]
    [InlineData("https://wiki.example.net/panic", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://user:pw@wiki.example.net/", false)]
    [InlineData("https://wiki.example.net/ x", false)]
    [InlineData("wiki", false)]
    public void Runbook_is_a_link_only_where_it_is_a_URL(string label, bool isLink) =>
        Assert.Equal(isLink, NoticeText.Runbook(Notices.Firing with { Content = Notices.Firing.Content with { Labels = Notices.Labels(("runbook", label)) } }) is not null);

    [Theory]
    [InlineData("critical", 5)]
    [InlineData("error", 4)]
    [InlineData("warning", 3)]
    [InlineData("info", 2)]
    public void Ntfy_priority_follows_the_severity_and_falls_with_the_end(string severity, int priority)
    {
        Assert.Equal(priority, Ntfy(Notices.Firing with { Content = Notices.Firing.Content with { Severity = severity } }));
        Assert.Equal(2, Ntfy(Notices.Resolved with { Content = Notices.Resolved.Content with { Severity = severity } }));
    }

    [Fact]
    public void CloudEvent_in_binary_mode_is_the_same_event_taken_apart()
    {
        var notice = Notices.Firing with { Content = Notices.Firing.Content with { Vm = Notices.Firing.Content.Vm with { Name = "w\u00e4b \"1\" 100%" } } };
        var structured = new CloudEventFormat("h1", binary: false).Render(notice, Notices.MaxBytes);
        var stored = new CloudEventFormat("h1", binary: true).Render(notice, Notices.MaxBytes);
        Assert.Equal(structured.Bytes.ToArray(), stored.Bytes.ToArray());
        Assert.True(CloudEventBinary.IsMeant(stored.ContentType) && !CloudEventBinary.IsMeant(structured.ContentType));

        var binary = CloudEventBinary.Of(stored.Bytes);

        Assert.Equal(Json(structured).GetProperty("data").GetRawText(), Encoding.UTF8.GetString(binary.Body.Span));
        Assert.Equal("application/json", binary.ContentType);
        Assert.Equal(
            ["ce-specversion: 1.0", "ce-id: msg_1", "ce-source: /reactor/h1", "ce-type: reactor.alert.firing", "ce-subject: w%C3%A4b%20%221%22%20100%25", "ce-time: 2026-03-02T10:00:00.000000Z"],
            binary.Headers.Select(h => $"{h.Key}: {h.Value}"));
    }

    [Fact]
    public void CloudEvent_a_rules_own_text_is_text_in_both_modes()
    {
        var stored = new CloudEventFormat("h1", binary: true).Render(Notices.Message with { Own = new OwnBody("hello \"x\""u8.ToArray(), false) }, Notices.MaxBytes);
        var binary = CloudEventBinary.Of(stored.Bytes);
        Assert.Equal(("hello \"x\"", "text/plain; charset=utf-8"), (Encoding.UTF8.GetString(binary.Body.Span), binary.ContentType));
        Assert.Equal("hello \"x\"", Json(stored).GetProperty("data").GetString());
    }

    [Fact]
    public void StandardPayload_is_read_back_as_it_was_written()
    {
        foreach (var content in new[] { Notices.Firing.Content, Notices.Resolved.Content, Notices.Message.Content })
        {
            var written = StandardPayload.Write(content, Notices.MaxBytes);
            Assert.Equal(written.ToArray(), StandardPayload.Write(StandardPayloadReader.Read(written), Notices.MaxBytes).ToArray());
        }
    }

    private static int Ntfy(TargetNotice notice) => Json(new NtfyFormat("vms").Render(notice, Notices.MaxBytes)).GetProperty("priority").GetInt32();

    private static JsonElement Alertmanager(TargetNotice notice) => Json(new AlertmanagerFormat(s_lifetime, null).Render(notice, Notices.MaxBytes))[0];

    private static DateTimeOffset Time(JsonElement alert, string name) => alert.GetProperty(name).GetDateTimeOffset();

    private static JsonElement Json(RenderedBody body) => JsonDocument.Parse(body.Bytes).RootElement;
}
