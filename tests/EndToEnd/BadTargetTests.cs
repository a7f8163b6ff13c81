using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>Targets that are down, slow, elsewhere, failing, gone or busy: none delays another, and none loses what it should get.</summary>
public sealed class BadTargetTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private static readonly string[] Targets = ["good", "down", "slow", "redirects", "failing", "gone", "busy"];

    [Fact]
    public async Task Bad_targets_are_retried_or_given_up_as_they_deserve_and_delay_no_other()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/slow", ReceiverAnswer.Never, ReceiverAnswer.Ok);
        receiver.Answer("/redirects", ReceiverAnswer.Redirect(receiver.Url + "/elsewhere"));
        receiver.Answer("/failing", ReceiverAnswer.Status(500), ReceiverAnswer.Status(500), ReceiverAnswer.Ok);
        receiver.Answer("/gone", ReceiverAnswer.Gone);
        receiver.Answer("/busy", ReceiverAnswer.TooManyRequests(1), ReceiverAnswer.Ok);
        using var workspace = new Workspace();
        foreach (var name in Targets)
        {
            var url = name == "down" ? "http://127.0.0.1:9/down" : $"{receiver.Url}/{name}";
            workspace.Target(name, url, attempts: 4, backoff: "100ms..2s", timeout: "1s");
        }
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"),
            ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("panic", $$"""
            version: 1
            rules:
              - name: panicked
                when: {event: GUEST_PANICKED}
                then:
            {{string.Concat(Targets.Select(t => $"      - send: {{to: {t}}}\n"))}}
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        var states = await EventuallySettled(workspace);

        Assert.Equal("delivered", states["good"]);
        Assert.Equal("delivered", states["slow"]);
        Assert.Equal("delivered", states["failing"]);
        Assert.Equal("delivered", states["busy"]);
        Assert.Equal("dead", states["down"]);
        Assert.Equal("dead", states["redirects"]);
        Assert.Equal("dead", states["gone"]);
        Assert.Equal(1, Count("good"));
        Assert.Equal(2, Count("slow"));
        Assert.Equal(3, Count("failing"));
        Assert.Equal(4, Count("redirects"));
        Assert.Equal(1, Count("gone"));
        Assert.Equal(2, Count("busy"));
        Assert.Equal(0, Count("elsewhere"));
        Assert.All(Targets, t => Assert.True(
            receiver.Requests.Where(r => r.Path == "/" + t).Select(r => (r.Header("webhook-id"), r.Text)).Distinct().Count() <= 1,
            $"{t}: attempts of one delivery differ"));
        await reactor.StopsWellAsync();

        int Count(string name) => receiver.Requests.Count(r => r.Path == "/" + name);
    }

    [Fact]
    public async Task Target_that_answered_410_is_called_again_by_the_next_start_and_gets_what_was_kept_back()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/hook", ReceiverAnswer.Gone);
        using var workspace = new Workspace();
        var second = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"),
            ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")),
            ScriptedPeer.Negotiated([]));
        await using var other = new ScriptedPeer(
            workspace.Path("vm2.qmp"),
            ScriptedPeer.NegotiatedThen(second.Task, ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "run"}}""")),
            ScriptedPeer.Negotiated([]));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Vm("vm2", workspace.Path("vm2.qmp")).Target("hook", receiver.Url + "/hook").Rules("panic", """
            version: 1
            rules:
              - name: panicked
                when: {event: GUEST_PANICKED}
                then: [{send: {to: hook}}]
            """).Write();
        await using (var reactor = await ReactorProcess.StartAsync(workspace))
        {
            await reactor.LoggedAsync("is disabled");
            second.SetResult();
            while ((await ReactorProcess.RowsAsync(workspace, "deliveries", "--state", "dead")).Count < 2)
            {
                HangGuard.ThrowIfCancellationRequested();
            }
            await reactor.StopsWellAsync();
        }
        Assert.Single(receiver.Requests);
        receiver.Answer("/hook", ReceiverAnswer.Ok);

        await using var again = await ReactorProcess.StartAsync(workspace);
        var delivered = await receiver.WaitForAsync(2, _ => true, HangGuard);

        Assert.Contains("calls it again", again.Log, StringComparison.Ordinal);
        Assert.NotEqual(delivered[0].Header("webhook-id"), delivered[1].Header("webhook-id"));
        await again.StopsWellAsync();
    }

    [Fact]
    public async Task Proxy_of_the_environment_gets_nothing_the_address_is_checked_by_who_connects()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        await using var proxy = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/hook", ReceiverAnswer.Ok);
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"),
            ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Target("hook", receiver.Url + "/hook").Rules("panic", """
            version: 1
            rules:
              - name: panicked
                when: {event: GUEST_PANICKED}
                then: [{send: {to: hook}}]
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace, ("http_proxy", proxy.Url), ("https_proxy", proxy.Url), ("all_proxy", proxy.Url));

        await receiver.WaitForAsync(_ => true, HangGuard);

        await reactor.StopsWellAsync();
        Assert.Equal(0, proxy.Received);
    }

    private static async Task<Dictionary<string, string>> EventuallySettled(Workspace workspace)
    {
        while (true)
        {
            HangGuard.ThrowIfCancellationRequested();
            var rows = await ReactorProcess.RowsAsync(workspace, "deliveries");
            if (rows.Count == Targets.Length && rows.All(r => (string?)r["state"] is "delivered" or "dead"))
            {
                return rows.ToDictionary(r => (string)r["target"]!, r => (string)r["state"]!);
            }
        }
    }
}
