using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>Which VM is which: over renames, restarts, and where two claim to be one.</summary>
public sealed class IdentityTests
{
    private const string Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    [QemuFact]
    public async Task Vm_without_uuid_gets_another_name_its_alert_and_its_connection_stay()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest"), HangGuard);
        using var workspace = new Workspace();
        workspace.Rules("panic", """
            version: 1
            rules:
              - name: panicked
                when: {event: GUEST_PANICKED}
                then: [{alert: {summary: "{{ vm.name }}"}}]
              - name: stops
                when: {event: RESUME}
                then: [{log: {message: "resumed {{ vm.name }}, id {{ vm.id }}."}}]
            """).Write(Vms("before", guest), listed: false);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("VM before is live");
        await guest.PanicAsync(HangGuard);
        while ((await ReactorProcess.RowsAsync(workspace, "alerts", "--state", "firing")).Count == 0)
        {
            HangGuard.ThrowIfCancellationRequested();
        }

        workspace.Write(Vms("after", guest), listed: false);
        var reload = await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config);
        Assert.True(reload.Code == 0, reload.Error + reload.Output);
        await guest.ContAsync(HangGuard);

        await reactor.LoggedAsync("resumed after, id before.");
        Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts", "--state", "firing"));
        var vm = Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
        Assert.Equal(("after", "before", 1), ((string?)vm["name"], (string?)vm["id"], (int?)vm["connections"]));
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Two_vms_of_one_uuid_one_has_it_over_restarts_and_no_command_that_changes_something_goes_to_either()
    {
        using var workspace = new Workspace();
        LabGuestOptions Options(string name) => LabGuestOptions.Minimal(name) with { Uuid = Guid.Parse(Uuid), QmpSocketPath = workspace.Path(name + ".qmp") };
        await using var original = await LabGuest.StartAsync(Options("original"), HangGuard);
        await using var clone = await LabGuest.StartAsync(Options("clone"), HangGuard);
        workspace.Vm("original", original.QmpSocketPath).Rules("acts", """
            version: 1
            rules:
              - name: resumes
                when: {event: STOP}
                then:
                  - gather: [query-name]
                    name: asked
                  - qmp: {run: [{command: cont}]}
                    on_failure: [{log: {message: "{{ vm.name }} asked {{ steps.asked.status }}."}}]
              - name: conflict
                when: {event: VM_CONFLICT}
                then: [{log: {message: "conflict of {{ vm.name }}: {{ data.kind }} {{ data.value }} is of {{ data.other }}."}}]
            """).Write();
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("VM original is live");
            workspace.Vm("clone", clone.QmpSocketPath).Write();
            await first.LoggedAsync($"conflict of clone: uuid {Uuid} is of original.");

            await original.StopAsync(HangGuard);
            await first.LoggedAsync("original asked ok.");
            await clone.StopAsync(HangGuard);
            await first.LoggedAsync("clone asked ok.");
            Assert.Contains($"two VMs say that they have the UUID {Uuid}", first.Log, StringComparison.Ordinal);
            Assert.Equal("paused", await clone.QueryStatusAsync(HangGuard));
            await first.StopsWellAsync();
        }

        await using var second = await ReactorProcess.StartAsync(workspace);
        await second.LoggedAsync($"conflict of clone: uuid {Uuid} is of original.");
        await second.LoggedAsync("VM original is live");
        Assert.Equal([("clone", "clone"), ("original", Uuid)], (await ReactorProcess.RowsAsync(workspace, "vms")).Select(vm => ((string?)vm["name"], (string?)vm["id"])));

        await clone.QuitAsync(HangGuard);
        await second.LoggedAsync("VM clone is not connected");
        await original.ContAsync(HangGuard);
        await original.StopAsync(HangGuard);
        while (await original.QueryStatusAsync(HangGuard) != "running")
        {
            HangGuard.ThrowIfCancellationRequested();
        }

        await second.StopsWellAsync();
    }

    private static string Vms(string name, LabGuest guest) => $$"""vms: [{name: {{name}}, qmp: "unix:{{guest.QmpSocketPath}}"}]""";
}
