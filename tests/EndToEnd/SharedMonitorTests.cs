using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>Monitors that others hold: Reactor waits, tells, and never disturbs.</summary>
public sealed class SharedMonitorTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    [QemuFact]
    public async Task Monitor_is_held_by_another_client_a_rule_tells_the_client_hears_on_and_once_it_leaves_the_vm_is_live()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), HangGuard);
        var other = await EventCapture.ConnectAsync(guest.QmpSocketPath);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").Rules("tells", """
            version: 1
            rules:
              - {name: occupied, when: {event: VM_OCCUPIED}, then: [{send: {to: oncall}}]}
              - {name: stopped, when: {event: STOP}, then: [{log: {message: "stop of {{ vm.name }}."}}]}
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        var told = await receiver.WaitForAsync(_ => true, HangGuard);
        Assert.Contains("\"VM_OCCUPIED\"", told.Text, StringComparison.Ordinal);
        Assert.Contains("guest1", told.Text, StringComparison.Ordinal);
        await StateAsync(workspace, "occupied");
        await guest.StopAsync(HangGuard);
        await other.DataAsync("STOP");
        Assert.Equal("paused", (await other.QueryAsync("query-status")).GetProperty("status").GetString());
        await guest.ContAsync(HangGuard);

        await other.DisposeAsync();
        await StateAsync(workspace, "live");
        await guest.StopAsync(HangGuard);

        await reactor.LoggedAsync("stop of guest1.");
        Assert.Equal(1, receiver.Received);
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Vm_has_two_monitors_reactor_hears_on_its_own_and_another_client_on_the_other()
    {
        using var workspace = new Workspace();
        await using var guest = await LabGuest.StartAsync(
            LabGuestOptions.Minimal("guest1") with
            {
                ExtraArguments = ["-chardev", $"socket,id=second,path={workspace.Path("second.sock")},server=on,wait=off", "-mon", "chardev=second,mode=control"],
            },
            HangGuard);
        await using var other = await EventCapture.ConnectAsync(workspace.Path("second.sock"));
        workspace.Vm("guest1", guest.QmpSocketPath).Rules("tells", """
            version: 1
            rules:
              - {name: panicked, when: {event: GUEST_PANICKED}, then: [{log: {message: "panic of {{ vm.name }}."}}]}
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is live");

        await guest.PanicAsync(HangGuard);

        await reactor.LoggedAsync("panic of guest1.");
        await other.DataAsync("GUEST_PANICKED");
        Assert.Equal("guest-panicked", (await other.QueryAsync("query-status")).GetProperty("status").GetString());
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Monitor_of_libvirt_is_never_opened_however_wide_the_pattern()
    {
        using var workspace = new Workspace();
        var folder = Directory.CreateDirectory(workspace.Path("libvirt/qemu/lib/domain-1-x")).FullName;
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("x") with { QmpSocketPath = Path.Combine(folder, "monitor.sock") }, HangGuard);
        workspace.Rules("none", "version: 1\nrules: []\n").Write($$"""discover: [{sockets: "{{workspace.Path("libvirt/qemu/lib/*/*.sock")}}"}]""", listed: false);
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        await reactor.LoggedAsync("is left alone: this monitor is libvirt's own");
        Assert.Empty(await ReactorProcess.RowsAsync(workspace, "vms"));
        // Whoever comes now is served at once: nobody holds it.
        await using (var libvirt = await EventCapture.ConnectAsync(guest.QmpSocketPath))
        {
            await guest.StopAsync(HangGuard);
            await libvirt.DataAsync("STOP");
        }

        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Vm_is_killed_between_decision_and_command_the_process_that_takes_its_place_never_gets_it()
    {
        using var workspace = new Workspace();
        var options = LabGuestOptions.Minimal("web1") with { QmpSocketPath = workspace.Path("a.qmp"), Uuid = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8") };
        await using var first = await LabGuest.StartAsync(options, HangGuard);
        workspace.Vm("web1", first.QmpSocketPath).Rules("acts", """
            version: 1
            rules:
              - name: resumes
                when: {event: STOP}
                then:
                  - exec: {command: [/bin/sh, -c, 'touch decided; while [ ! -e go ]; do sleep 0.05; done'], timeout: 2m}
                  - name: go
                    qmp: {run: [{command: cont}]}
                    on_failure: [{log: {message: "cont was {{ steps.go.status }}."}}]
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("web1 is live");
        await first.StopAsync(HangGuard);
        while (!File.Exists(workspace.Path("decided")))
        {
            HangGuard.ThrowIfCancellationRequested();
        }

        await first.KillAsync();
        await using var second = await LabGuest.StartAsync(options with { StartPaused = true }, HangGuard);
        while ((int?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"))["connections"] != 2)
        {
            HangGuard.ThrowIfCancellationRequested();
        }

        await File.WriteAllTextAsync(workspace.Path("go"), "", HangGuard);

        await reactor.LoggedAsync("cont was refused.");
        Assert.Contains("is another process by now", reactor.Log, StringComparison.Ordinal);
        Assert.Equal("prelaunch", await second.QueryStatusAsync(HangGuard));
        await reactor.StopsWellAsync();
    }

    private static async Task StateAsync(Workspace workspace, string state)
    {
        while (Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"))["state"]?.ToString() != state)
        {
            HangGuard.ThrowIfCancellationRequested();
        }
    }
}
