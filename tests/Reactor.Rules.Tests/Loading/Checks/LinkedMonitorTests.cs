using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading.Checks;

public class LinkedMonitorTests
{
    private const string Config = """
        vms:
          - {name: a, qmp: "unix:/vms/a.qmp"}
        """;

    [Theory]
    [InlineData("/var/lib/libvirt/qemu/domain-1-x/monitor.sock", true)]
    [InlineData("/elsewhere/a.qmp", false)]
    [InlineData(null, false)]
    public void Monitor_whose_path_leads_to_another_program_s_is_an_error(string? leadsTo, bool isError)
    {
        var load = ReactorLoader.Load("reactor.yaml", MemoryFiles.WithConfig(Config), new LoadOptions { RealPath = path => path == "/vms/a.qmp" ? leadsTo : null });

        Assert.Equal(isError, load.Diagnostics.Any(diagnostic => diagnostic.Code == DiagnosticCodes.ForeignSocket));
    }
}
