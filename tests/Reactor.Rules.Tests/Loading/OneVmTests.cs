using System.Text;
using Reactor.Qmp;
using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

/// <summary>Rules checked against what one VM's QEMU says of itself.</summary>
public class OneVmTests
{
    // A QEMU that has little: BLOCK_IO_ERROR without its youngest members, one event of its own, and three commands.
    private const string Schema = """
        [{"name": "str", "meta-type": "builtin", "json-type": "string"},
         {"name": "bool", "meta-type": "builtin", "json-type": "boolean"},
         {"name": "0", "meta-type": "object", "members": []},
         {"name": "1", "meta-type": "object", "members": [{"name": "device", "type": "str"}, {"name": "action", "type": "2"}]},
         {"name": "2", "meta-type": "enum", "values": ["ignore", "report", "stop"]},
         {"name": "3", "meta-type": "object", "members": [{"name": "force", "type": "bool"}]},
         {"name": "BLOCK_IO_ERROR", "meta-type": "event", "arg-type": "1"},
         {"name": "STOP", "meta-type": "event", "arg-type": "0"},
         {"name": "EXAMPLE_EVENT", "meta-type": "event", "arg-type": "1"},
         {"name": "cont", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
         {"name": "query-status", "meta-type": "command", "arg-type": "3", "ret-type": "0"},
         {"name": "example-do", "meta-type": "command", "arg-type": "0", "ret-type": "0"}]
        """;

    [Theory]
    [InlineData("when: {event: STOP}", "")]
    [InlineData("when: {event: VM_CONNECTED}", "")]
    [InlineData("when: {event: EXAMPLE_EVENT, if: 'data.device == \"a\"'}", "")]
    [InlineData("when: {event: MEMORY_FAILURE}", "2:33+14 unknown-event: MEMORY_FAILURE is not in this VM's QEMU (7.2.22)")]
    [InlineData("when: {event: DEVICE_UNPLUG_GUEST_ERROR}", "2:33+25 unknown-event: DEVICE_UNPLUG_GUEST_ERROR is not in this VM's QEMU (7.2.22)")]
    [InlineData("when: {event: SCLP_CPI_INFO_AVAILABLE}", "2:33+23 unknown-event: SCLP_CPI_INFO_AVAILABLE is not in this VM's QEMU (7.2.22) | QEMU has it since 10.2")]
    [InlineData("when: {event: SPICE_CONNECTED}", "2:33+15 unknown-event: SPICE_CONNECTED is not in this VM's QEMU (7.2.22) | only a QEMU that was built with CONFIG_SPICE has it")]
    [InlineData("when: {event: \"VNC_*\"}", "2:33+7 unknown-event: no event of this VM's QEMU (7.2.22) matches VNC_* | other QEMUs have VNC_CONNECTED, VNC_DISCONNECTED, VNC_INITIALIZED")]
    [InlineData("when: {event: STOPP}", "2:33+5 unknown-event: unknown event STOPP | did you mean STOP?")]
    [InlineData("unchecked: true, when: {event: SCLP_CPI_INFO_AVAILABLE}", "")]
    [InlineData("when: {event: BLOCK_IO_ERROR, if: 'data[\"qom-path\"] == \"a\"'}", "2:54+16 expression: the data of BLOCK_IO_ERROR has no field 'qom-path' in this VM's QEMU (7.2.22) | QEMU has it since 9.2")]
    [InlineData("when: {event: BLOCK_IO_ERROR, if: 'data.devise == \"a\"'}", "2:54+11 expression: the data of BLOCK_IO_ERROR has no field 'devise' | did you mean data.device?")]
    [InlineData("when: {event: BLOCK_IO_ERROR, at_least: 9, within: 3s}", "")]
    public void Load_events_and_members_are_those_of_the_vm(string rule, string expected) =>
        Assert.Equal(expected, Findings(rule, "log: {message: x}", "7.2.22"));

    [Theory]
    [InlineData("gather: [{command: query-status, arguments: {force: true}}]", "")]
    [InlineData("gather: [query-status]", "2:57+12 command-arguments: query-status needs the argument 'force' (bool)")]
    [InlineData("qmp: {run: [example-do]}", "2:60+10 destructive: example-do may lose what the guest has, and this rule doesn't allow that | if it is meant, write allow: destructive in the rule")]
    [InlineData("qmp: {run: [stop]}", "2:60+4 unknown-command: stop is not in this VM's QEMU (7.2.22)")]
    [InlineData("qmp: {run: [conn]}", "2:60+4 unknown-command: QEMU has no command conn | did you mean cont?")]
    [InlineData("gather: [query-stats]", "2:57+11 unknown-command: query-stats is not in this VM's QEMU (7.2.22)")]
    public void Load_commands_are_those_of_the_vm(string action, string expected) =>
        Assert.Equal(expected, Findings("when: {event: STOP}", action, "7.2.22"));

    [Fact]
    public void Load_without_the_version_says_what_any_qemu_needs() =>
        Assert.Equal(
            "2:33+16 unknown-event: MEM_UNPLUG_ERROR is not in this VM's QEMU | QEMU has it no more since 9.1: write DEVICE_UNPLUG_GUEST_ERROR",
            Findings("when: {event: MEM_UNPLUG_ERROR}", "log: {message: x}", null));

    [Theory]
    [InlineData("6.2")]
    [InlineData("99.0")]
    public void Load_qemu_min_means_nothing_to_one_vm(string qemuMin)
    {
        var files = new MemoryFiles { ["reactor.yaml"] = $"{Loaded.Config}\nqemu_min: \"{qemuMin}\"", ["r.yaml"] = Rule("when: {event: BLOCK_IO_ERROR, if: 'data.action == \"stop\"'}", "log: {message: x}") };
        Assert.Empty(ReactorLoader.Load("reactor.yaml", files, Options("7.2.22")).Diagnostics);
    }

    private static string Findings(string rule, string action, string? version)
    {
        var files = new MemoryFiles { ["reactor.yaml"] = Loaded.Config, ["r.yaml"] = Rule(rule, action) };
        return Loaded.Lines(ReactorLoader.Load("reactor.yaml", files, Options(version)).Diagnostics);
    }

    private static string Rule(string rule, string action) => $"version: 1\nrules: [{{name: r, {rule}, then: [{{{action}}}]}}]";

    private static LoadOptions Options(string? version) => new() { Schema = QmpSchemaReader.Read(Encoding.UTF8.GetBytes(Schema), version) };
}
