using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>VMs that nobody listed: found by their sockets, named, followed, forgotten.</summary>
public sealed class DiscoveryTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    private const string Rule = """
        version: 1
        rules:
          - name: panicked
            when: {event: GUEST_PANICKED}
            then: [{log: {message: "panic of {{ vm.name }} in {{ vm.labels.env }}."}}]
          - name: conflict
            when: {event: VM_CONFLICT, if: 'data.kind == "name"'}
            then: [{log: {message: "{{ vm.name }} is not {{ data.value }}, as {{ data.other }} is."}}]
        """;

    [QemuFact]
    public async Task Vm_appears_in_a_folder_made_later_is_heard_and_forgotten_once_it_is_gone()
    {
        using var workspace = Discovering("run/*.qmp", "1s");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        Directory.CreateDirectory(workspace.Path("run"));

        await using var guest = await LabGuest.StartAsync(
            LabGuestOptions.Minimal("own-name") with { Uuid = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), QmpSocketPath = workspace.Path("run/file.qmp") }, HangGuard);
        await reactor.LoggedAsync("VM own-name is live");
        await guest.PanicAsync(HangGuard);
        await reactor.LoggedAsync("panic of own-name in lab.");

        var vm = Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
        Assert.Equal(("own-name", "discovered", "live"), ((string?)vm["name"], (string?)vm["source"], (string?)vm["state"]));
        Assert.Equal("6ba7b810-9dad-11d1-80b4-00c04fd430c8", (string?)vm["uuid"]);

        await guest.QuitAsync(HangGuard);
        await reactor.LoggedAsync("VM own-name is forgotten");
        await Eventually(async () => (await ReactorProcess.RowsAsync(workspace, "vms")).Count == 0);
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Socket_that_is_listed_too_is_one_vm_and_a_name_that_is_listed_is_no_other_vms()
    {
        using var workspace = Discovering("*.qmp", "1h");
        await using var listed = await LabGuest.StartAsync(LabGuestOptions.Minimal("own") with { QmpSocketPath = workspace.Path("a.qmp") }, HangGuard);
        await using var found = await LabGuest.StartAsync(LabGuestOptions.Minimal("web1") with { QmpSocketPath = workspace.Path("b.qmp") }, HangGuard);
        workspace.Vm("web1", workspace.Path("a.qmp")).Write(Discover(workspace, "*.qmp", "1h"));
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("VM web1 is live");
        await reactor.LoggedAsync("VM b is live");
        await reactor.LoggedAsync("b is not web1, as web1 is.");

        var vms = await ReactorProcess.RowsAsync(workspace, "vms");

        Assert.Equal([("b", "discovered"), ("web1", "listed")], vms.Select(vm => ((string?)vm["name"], (string?)vm["source"])));
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Path_is_taken_over_from_a_live_vm_both_are_heard()
    {
        using var workspace = Discovering("*.qmp", "1s");
        await using var first = await LabGuest.StartAsync(LabGuestOptions.Minimal("first") with { QmpSocketPath = workspace.Path("a.qmp") }, HangGuard);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("VM first is live");

        await using var second = await LabGuest.StartAsync(LabGuestOptions.Minimal("second") with { QmpSocketPath = workspace.Path("a.qmp") }, HangGuard);
        await reactor.LoggedAsync("VM second is live");

        await first.PanicAsync(HangGuard);
        await reactor.LoggedAsync("panic of first in lab.");
        await second.PanicAsync(HangGuard);
        await reactor.LoggedAsync("panic of second in lab.");
        await first.QuitAsync(HangGuard);
        await reactor.LoggedAsync("VM first is forgotten");
        Assert.Equal("second", (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"))["name"]);
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Second_monitor_of_a_vm_stands_by_and_nothing_happens_twice()
    {
        using var workspace = Discovering("*.qmp", "1h");
        await using var guest = await LabGuest.StartAsync(
            LabGuestOptions.Minimal("guest") with
            {
                QmpSocketPath = workspace.Path("a.qmp"),
                Uuid = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
                ExtraArguments = ["-chardev", $"socket,id=second,path={workspace.Path("b.qmp")},server=on,wait=off", "-mon", "chardev=second,mode=control"],
            },
            HangGuard);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("is live");
        await reactor.LoggedAsync("stands by: its process is heard on another monitor");

        await guest.PanicAsync(HangGuard);
        await reactor.LoggedAsync("panic of");
        await guest.ContAsync(HangGuard);
        await guest.PanicAsync(HangGuard);
        await Eventually(() => Task.FromResult(Count(reactor.Log) >= 2));

        await reactor.StopsWellAsync();
        Assert.Equal(2, Count(reactor.Log));

        static int Count(string log) => log.Split("panic of").Length - 1;
    }

    [QemuFact]
    public async Task Vm_is_killed_and_started_again_at_its_path_it_goes_on_as_the_same()
    {
        using var workspace = Discovering("*.qmp", "1h");
        var options = LabGuestOptions.Minimal("web1") with { QmpSocketPath = workspace.Path("a.qmp"), Uuid = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8") };
        await using var first = await LabGuest.StartAsync(options, HangGuard);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("VM web1 is live");

        await first.KillAsync();
        await reactor.LoggedAsync("web1 is not connected");
        await using var second = await LabGuest.StartAsync(options, HangGuard);
        await Eventually(async () => (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"))["state"] == "live");

        await second.PanicAsync(HangGuard);
        await reactor.LoggedAsync("panic of web1 in lab.");
        Assert.Equal(2, (int?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"))["connections"]);
        await reactor.StopsWellAsync();
    }

    private static Workspace Discovering(string pattern, string forgetAfter)
    {
        var workspace = new Workspace();
        return workspace.Rules("panic", Rule).Write(Discover(workspace, pattern, forgetAfter));
    }

    private static string Discover(Workspace workspace, string pattern, string forgetAfter) =>
        $$"""discover: [{sockets: "{{workspace.Path(pattern)}}", labels: {env: lab}, forget_after: {{forgetAfter}}}]""";

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            HangGuard.ThrowIfCancellationRequested();
        }
    }
}
