using System.Text.Json;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;
using StandIn;
using StandIn.Apis;

namespace EndToEnd;

/// <summary>One alert to a target of each kind, through the whole daemon: each gets what its published API takes, whatever the guest says.</summary>
public sealed class PresetTests
{
    private const string RoutingKey = "R0123456789ABCDEFROUTE";
    private const string Token = "tk_0123456789abcdef";
    private const string Evil = """<!channel> [x](https://evil.example.net)\r\nBcc: evil@example.net\r\n\r\n\u202e""";

    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [Fact]
    public async Task Alert_reaches_a_target_of_each_kind_in_its_own_form_and_so_does_its_end()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/slack", ReceiverAnswer.Saying("ok"));
        receiver.Answer("/pagerduty", ReceiverAnswer.Status(202));
        await using var mails = new SmtpPeer();
        using var workspace = new Workspace();
        File.WriteAllText(workspace.Path("pd.key"), RoutingKey + "\n");
        File.WriteAllText(workspace.Path("ntfy.token"), Token);
        File.WriteAllText(workspace.Path("slack.url"), receiver.Url + "/slack\n");
        var ends = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            await stream.WriteAsync(ScriptedPeer.Line($$"""{"event": "DEVICE_DELETED", "data": {"path": "{{Evil}}"} }"""), ending);
            await ends.Task.WaitAsync(ending);
            await stream.WriteAsync(ScriptedPeer.Line("""{"event": "RESET", "data": {"guest": true, "reason": "guest-reset"}}"""), ending);
        }));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("deleted", """
            version: 1
            rules:
              - name: deleted
                severity: error
                labels: {runbook: "https://wiki.example.net/deleted"}
                when: {event: DEVICE_DELETED, by: {path: 'data.path'}}
                then:
                  - alert: {summary: "{{ vm.name }}: {{ data.path }}", description: "{{ data.path }}", resolved_by: [{event: RESET}], to: [am, pd, slack, teams, phone, bus, binary, mail]}
            """).Write($$"""
            targets:
              am: {alertmanager: {url: "{{receiver.Url}}", resend: 1h} }
              pd: {pagerduty: {url: "{{receiver.Url}}/pagerduty", routing_key_file: pd.key} }
              slack: {slack: {url_file: slack.url} }
              teams: {teams: {url: "{{receiver.Url}}/teams"} }
              phone: {ntfy: {url: "{{receiver.Url}}/ntfy", topic: vms, token_file: ntfy.token} }
              bus: {webhook: {url: "{{receiver.Url}}/bus", envelope: cloudevents, secrets: [hook_key]} }
              binary: {webhook: {url: "{{receiver.Url}}/binary", envelope: cloudevents-binary, secrets: [hook_key]} }
              mail: {email: {server: "127.0.0.1:{{mails.Port}}", security: none, from: reactor@example.net, to: [a@example.net]} }
            """);
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        var firing = await EachAsync(receiver, 7, HangGuard);
        var told = await mails.NextAsync(HangGuard);
        ends.SetResult();
        var all = await EachAsync(receiver, 14, HangGuard);
        var ended = await mails.NextAsync(HangGuard);

        await reactor.StopsWellAsync();
        Assert.Equal("", string.Join('\n', all.Select(Problems).Where(p => p.Length > 0)));
        foreach (var requests in all.GroupBy(r => r.Path))
            Assert.Equal(2, requests.Count());
        Assert.All(Of(all, "/slack"), r => Assert.Equal(["<https://wiki.example.net/deleted|Runbook>"], SlackApi.Links(Json(r))));
        Assert.Equal(["trigger", "resolve"], Of(all, "/pagerduty").Select(r => Json(r).GetProperty("event_action").GetString()));
        Assert.All(Of(all, "/pagerduty"), r => Assert.Equal(RoutingKey, Json(r).GetProperty("routing_key").GetString()));
        Assert.Single(Of(all, "/pagerduty").Select(r => Json(r).GetProperty("dedup_key").GetString()).Distinct());
        Assert.Single(Of(all, "/api/v2/alerts").Select(r => Json(r)[0].GetProperty("labels").GetRawText()).Distinct());
        Assert.All(Of(all, "/ntfy"), r => Assert.Equal("Bearer " + Token, r.Header("authorization")));
        Assert.All(Of(all, "/bus").Concat(Of(all, "/binary")), r => Assert.True(r.IsSignedWith(workspace.Secret)));
        Assert.All(Of(all, "/binary"), r => Assert.Equal(("1.0", r.Header("webhook-id"), "/reactor/testhost", "vm1"), (r.Header("ce-specversion"), r.Header("ce-id"), r.Header("ce-source"), r.Header("ce-subject"))));
        Assert.Equal(["reactor.alert.firing", "reactor.alert.resolved"], Of(all, "/binary").Select(r => r.Header("ce-type")));
        Assert.Equal(7, firing.Count);

        Assert.All([told, ended], mail => Assert.Equal(["a@example.net"], mail.To));
        Assert.DoesNotContain("\r\nBcc", told.Text[..told.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Header(told.Text, "References"), Header(ended.Text, "References"));
        Assert.NotEqual(Header(told.Text, "Message-ID"), Header(ended.Text, "Message-ID"));

        // What is secret is in nothing that is kept or printed.
        var kept = string.Concat(Directory.GetFiles(Path.GetDirectoryName(workspace.Store)!, "reactor.db*").Select(f => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(f)))) + reactor.Log;
        Assert.DoesNotContain(RoutingKey, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Url + "/slack", kept, StringComparison.Ordinal);
    }

    private static async Task<List<ReceivedRequest>> EachAsync(WebhookReceiver receiver, int count, CancellationToken ct)
    {
        await receiver.WaitForAsync(count, _ => true, ct);
        return [.. receiver.Requests];
    }

    private static IEnumerable<ReceivedRequest> Of(IEnumerable<ReceivedRequest> requests, string path) => requests.Where(r => r.Path == path);

    private static string Problems(ReceivedRequest request) => request.Path switch
    {
        "/api/v2/alerts" => AlertmanagerApi.Problems(Json(request)),
        "/pagerduty" => PagerDutyApi.Problems(Json(request), request.Body.Length),
        "/slack" => SlackApi.Problems(Json(request)),
        "/teams" => TeamsApi.Problems(Json(request), request.Body.Length),
        "/ntfy" => NtfyApi.Problems(Json(request)),
        "/bus" => request.Header("content-type")!.StartsWith("application/cloudevents+json", StringComparison.Ordinal) ? CloudEventsApi.Problems(Json(request)) : "the type is another",
        "/binary" => request.Header("content-type") == "application/json" ? "" : "the type is another",
        var other => $"nothing was expected at {other}",
    };

    private static JsonElement Json(ReceivedRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static string Header(string mail, string name) => mail.Split("\r\n").Single(l => l.StartsWith(name + ": ", StringComparison.Ordinal));
}
