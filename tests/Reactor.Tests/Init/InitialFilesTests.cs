using FsCheck.Xunit;
using Reactor.Init;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.Tests.Init;

public sealed class InitialFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Configuration_without_any_monitor_is_green() => Assert.Empty(Faults(Check([])));

    [Fact]
    public void Monitors_are_listed_by_name_and_those_of_others_only_told_of()
    {
        FoundMonitor[] monitors =
        [
            new("web1", "/run/qemu/web1.qmp", MonitorUse.Free), new("web1", "/run/qemu/other.qmp", MonitorUse.Free), new("", "/run/qemu/db.qmp", MonitorUse.Free),
            new("kept", "/run/qemu-server/1.qmp", MonitorUse.Foreign, "it is Proxmox's: have another"),
            new("", "/run/odd\npath.qmp", MonitorUse.Free),
        ];

        var load = Check(monitors);

        Assert.Empty(Faults(load));
        Assert.Equal(
            [("web1", "unix:/run/qemu/web1.qmp"), ("web1-2", "unix:/run/qemu/other.qmp"), ("db", "unix:/run/qemu/db.qmp")],
            load.Configuration!.Vms.Select(vm => (vm.Name, vm.Address.ToString())));
        var text = File.ReadAllText(_folder.File("reactor.yaml"));
        Assert.Contains("#   kept /run/qemu-server/1.qmp:\n#     it is Proxmox's: have another\n", text, StringComparison.Ordinal);
        Assert.Contains("#   /run/odd\\npath.qmp:\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void More_monitors_than_are_listed_are_counted()
    {
        var load = Check([.. Enumerable.Range(0, InitialFiles.MostVms + 7).Select(i => new FoundMonitor($"vm{i}", $"/run/qemu/{i}.qmp", MonitorUse.Free))]);

        Assert.Empty(Faults(load));
        Assert.Equal(InitialFiles.MostVms, load.Configuration!.Vms.Length);
        Assert.Contains("and 7 more", File.ReadAllText(_folder.File("reactor.yaml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GUEST_PANICKED")]
    [InlineData("VM_LOST")]
    [InlineData("VM_SILENT")]
    [InlineData("VM_OCCUPIED")]
    public void What_keeps_a_VM_from_running_or_from_being_heard_opens_an_alert(string name) => Assert.Contains(
        Check([]).Rules!.Rules,
        rule => rule.When.Pattern.Clauses.Any(clause => clause.Events.Any(pattern => pattern.Matches(name))) && rule.Then.OfType<Reactor.Rules.Model.AlertAction>().Any());

    [Property(MaxTest = 60)]
    public void Whatever_a_host_has_the_configuration_is_green((string? Vm, string? Path, byte Use)[] found) => Assert.Empty(Faults(Check(
        [.. found.Select(f => new FoundMonitor(f.Vm ?? "", "/" + f.Path, (MonitorUse)(f.Use % 3), f.Use % 3 == 0 ? "" : $"note {f.Path}"))])));

    // Where alerts are to go nobody but the operator knows: that warning is right.
    private static IEnumerable<Diagnostic> Faults(LoadResult load) => load.Diagnostics.Where(d => d.Code != DiagnosticCodes.NoTarget);

    private LoadResult Check(IReadOnlyList<FoundMonitor> monitors)
    {
        foreach (var (path, text) in InitialFiles.For(monitors, store: null))
        {
            _folder.Write(path, text);
        }
        return ReactorLoader.Load(_folder.Path, new DiskSourceFiles());
    }
}
