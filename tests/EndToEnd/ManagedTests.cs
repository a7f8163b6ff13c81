using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>VMs that something else manages: watched and asked, and changed only where that is allowed.</summary>
public sealed class ManagedTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [QemuFact]
    public async Task Managed_vm_is_asked_and_changed_only_once_that_is_allowed()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest"), HangGuard);
        using var workspace = new Workspace();
        string Vms(string more) => $$"""vms: [{name: guest, qmp: "unix:{{guest.QmpSocketPath}}", managed_by: libvirt{{more}}}]""";
        workspace.Rules("acts", """
            version: 1
            rules:
              - name: resumes
                when: {event: STOP}
                then:
                  - gather: [query-name]
                    name: asked
                  - qmp: {run: [{command: cont}]}
                    on_failure: [{log: {message: "asked {{ steps.asked.status }}."}}]
            """).Write(Vms(""), listed: false);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("VM guest is live");

        await guest.StopAsync(HangGuard);
        await reactor.LoggedAsync("asked ok.");
        Assert.Contains("managed by libvirt", reactor.Log, StringComparison.Ordinal);
        Assert.Equal("paused", await guest.QueryStatusAsync(HangGuard));

        workspace.Write(Vms(", allow_commands: true"), listed: false);
        var reload = await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config);
        Assert.True(reload.Code == 0, reload.Error + reload.Output);
        await guest.ContAsync(HangGuard);
        await guest.StopAsync(HangGuard);
        while (await guest.QueryStatusAsync(HangGuard) != "running")
        {
            HangGuard.ThrowIfCancellationRequested();
        }

        await reactor.StopsWellAsync();
    }
}
