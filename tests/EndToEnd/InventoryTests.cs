using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>What inventory files say of VMs.</summary>
public sealed class InventoryTests
{
    private const string Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [QemuFact]
    public async Task Discovered_vm_gets_labels_and_host_and_others_when_the_file_changes()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Path("inventory"));
        await File.WriteAllTextAsync(
            workspace.Path("inventory/a.yaml"), $"version: 1\nvms:\n  {Uuid}: {{labels: {{owner: shop}}}}\n  \"we*\": {{labels: {{owner: nobody, env: prod}}, host: h3}}\n", HangGuard);
        workspace.Rules("stops", """
            version: 1
            rules:
              - name: stops
                when: {event: STOP}
                then: [{log: {message: "{{ vm.labels.owner }}, {{ vm.labels.env }}, {{ vm.labels.from }} on {{ host.name }}."}}]
            """).Write($$"""
            discover: [{sockets: "{{workspace.Path("*.qmp")}}", labels: {env: lab, from: discover} }]
            inventory: ["inventory/*.yaml"]
            """);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("web1") with { Uuid = Guid.Parse(Uuid), QmpSocketPath = workspace.Path("a.qmp") }, HangGuard);
        await reactor.LoggedAsync("VM web1 is live");

        await guest.StopAsync(HangGuard);
        await reactor.LoggedAsync("shop, prod, discover on h3.");

        await File.WriteAllTextAsync(workspace.Path("inventory/a.yaml"), $"version: 1\nvms:\n  web1: {{labels: {{owner: new}}}}\n", HangGuard);
        await reactor.LoggedAsync("a file changed");
        await guest.ContAsync(HangGuard);
        await guest.StopAsync(HangGuard);
        await reactor.LoggedAsync("new, lab, discover on testhost.");
        await reactor.StopsWellAsync();
    }
}
