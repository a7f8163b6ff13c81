using System.Text.Json;
using EndToEnd.Daemon;
using EndToEnd.Peers;

namespace EndToEnd;

/// <summary>The real Alertmanager.</summary>
public sealed class AlertmanagerTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token;

    [AlertmanagerFact]
    public async Task Alert_fires_there_is_kept_firing_by_re_sends_over_a_restart_and_ends_when_it_ends_here()
    {
        using var workspace = new Workspace();
        await using var alertmanager = await AlertmanagerProcess.StartAsync(Path.GetDirectoryName(workspace.Config)!, HangGuard);
        var ends = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"),
            ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")),
            ScriptedPeer.NegotiatedThen(ends.Task, ScriptedPeer.Line("""{"event": "RESET", "data": {"guest": false, "reason": "host-qmp-system-reset"}}""")));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("panic", """
            version: 1
            rules:
              - name: guest-panicked
                severity: critical
                labels: {team: virt, "cost-center": "17"}
                when: {event: GUEST_PANICKED}
                then:
                  - alert: {summary: "{{ vm.name }} panicked <b>\"now\"</b>", resolved_by: [{event: RESET}], to: [am]}
            """).Write($$"""
            targets:
              am: {alertmanager: {url: "{{alertmanager.Url}}", resend: 10s} }
            """);
        await using (var reactor = await ReactorProcess.StartAsync(workspace))
        {
            var first = await UntilAsync(alertmanager, alerts => alerts is [var one] ? one : null);
            var labels = first.GetProperty("labels");
            Assert.Equal(
                ("guest-panicked", "critical", "vm1", "testhost", "virt", "17"),
                (Text(labels, "alertname"), Text(labels, "severity"), Text(labels, "vm"), Text(labels, "host"), Text(labels, "team"), Text(labels, "cost_center")));
            Assert.Equal("vm1 panicked <b>\"now\"</b>", Text(first.GetProperty("annotations"), "summary"));

            var again = await UntilAsync(alertmanager, alerts => alerts is [var one] && EndOf(one) > EndOf(first) ? one : null);
            Assert.Equal(Text(first, "fingerprint"), Text(again, "fingerprint"));
            Assert.Equal(Text(first, "startsAt"), Text(again, "startsAt"));
            await reactor.StopsWellAsync();
        }

        var before = Assert.Single(await alertmanager.ActiveAsync(HangGuard));
        await using (var reactor = await ReactorProcess.StartAsync(workspace))
        {
            await UntilAsync(alertmanager, alerts => alerts is [var one] && EndOf(one) > EndOf(before) ? one : null);
            ends.SetResult();
            await UntilAsync(alertmanager, alerts => alerts is [] ? before : null);
            await reactor.StopsWellAsync();
        }
    }

    private static async Task<JsonElement> UntilAsync(AlertmanagerProcess alertmanager, Func<IReadOnlyList<JsonElement>, JsonElement?> wanted)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            if (wanted(await alertmanager.ActiveAsync(HangGuard)) is { } found)
                return found;
            await pause.WaitForNextTickAsync(HangGuard);
        }
    }

    private static DateTimeOffset EndOf(JsonElement alert) => alert.GetProperty("endsAt").GetDateTimeOffset();

    private static string? Text(JsonElement map, string name) => map.GetProperty(name).GetString();
}
