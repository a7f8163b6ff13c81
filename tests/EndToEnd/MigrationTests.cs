using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>A live migration from one QEMU to another: one VM all the way.</summary>
public sealed class MigrationTests
{
    private const string Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    [QemuFact]
    public async Task Vm_is_migrated_it_goes_on_as_the_same_and_the_end_of_its_source_is_not_its_end()
    {
        using var workspace = new Workspace();
        LabGuestOptions Options(string name) => LabGuestOptions.Minimal("web1") with { Uuid = Guid.Parse(Uuid), QmpSocketPath = workspace.Path(name + ".qmp"), StartPaused = name == "target" };
        await using var source = await LabGuest.StartAsync(Options("source"), HangGuard);
        await using var target = await LabGuest.StartAsync(
            Options("target") with { ExtraArguments = ["-incoming", $"unix:{workspace.Path("migration.sock")}"] }, HangGuard);
        workspace.Vm("source", source.QmpSocketPath).Vm("target", target.QmpSocketPath).Rules("tells", """
            version: 1
            rules:
              - name: panicked
                when: {event: GUEST_PANICKED}
                then: [{alert: {summary: x}}, {log: {message: "panic of {{ vm.id }} in {{ vm.name }}."}}]
              - name: conflict
                when: {event: VM_CONFLICT}
                then: [{log: {message: "conflict of {{ vm.name }}."}}]
              - name: ended
                when: {event: SHUTDOWN}
                then: [{log: {message: "shutdown of {{ vm.id }}."}}]
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await StateAsync(workspace, "source", "live");
        await StateAsync(workspace, "target", "standby");

        // The target runs once it has been told to, as libvirt does it.
        await source.ExecuteAsync("migrate", new JsonObject { ["uri"] = $"unix:{workspace.Path("migration.sock")}" }, HangGuard);
        while (await source.QueryStatusAsync(HangGuard) != "postmigrate")
        {
            HangGuard.ThrowIfCancellationRequested();
        }

        await target.ContAsync(HangGuard);
        await StateAsync(workspace, "target", "live");
        await StateAsync(workspace, "source", "standby");
        await source.QuitAsync(HangGuard);
        await StateAsync(workspace, "source", "backoff");
        await target.PanicAsync(HangGuard);

        await reactor.LoggedAsync($"panic of {Uuid} in target.");
        Assert.Equal(Uuid, (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts", "--state", "firing"))["vm_id"]);
        Assert.DoesNotContain("conflict of", reactor.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("shutdown of", reactor.Log, StringComparison.Ordinal);
        await reactor.StopsWellAsync();
    }

    private static async Task StateAsync(Workspace workspace, string name, string state)
    {
        while ((await ReactorProcess.RowsAsync(workspace, "vms", "--vm", name)).SingleOrDefault()?["state"]?.ToString() != state)
        {
            HangGuard.ThrowIfCancellationRequested();
        }
    }
}
