using System.Text;

namespace Reactor.Qmp.Tests.Qemu;

/// <summary>What commands do in a real QEMU against what the catalogue says of them.</summary>
public class QemuEffectsTests
{
    private readonly RecordingSink _sink = new();

    [QemuFact]
    public async Task Commands_cause_only_the_events_that_the_catalogue_tells()
    {
        using var qemu = await QemuProcess.StartAsync(
            "-M", "pc", "-m", "16", "-device", "piix3-usb-uhci", "-device", "usb-tablet,id=tablet",
            "-blockdev", "null-co,node-name=medium,size=1048576,read-zeroes=on", "-device", "ide-cd,id=cd,drive=medium",
            "-blockdev", "null-co,node-name=target,size=1048576", "-object", "memory-backend-ram,id=spare,size=1M");
        await using var connection = await qemu.ConnectAsync(_sink);

        await CheckAsync(connection, "cont", "{}", "RESUME");
        await CheckAsync(connection, "stop", "{}", "STOP");
        // From here on it stays stopped: a firmware that finds nothing to boot resets by itself.
        await CheckAsync(connection, "system_reset", "{}", "RESET");
        await CheckAsync(connection, "dump-guest-memory", $$"""{"paging": false, "protocol": "file:{{qemu.File("dump")}}"}""", "DUMP_COMPLETED");
        await CheckAsync(connection, "blockdev-open-tray", """{"id": "cd"}""", "DEVICE_TRAY_MOVED");
        await CheckAsync(connection, "blockdev-close-tray", """{"id": "cd"}""", "DEVICE_TRAY_MOVED");
        await CheckAsync(connection, "eject", """{"id": "cd", "force": true}""", "DEVICE_TRAY_MOVED");
        await CheckAsync(connection, "blockdev-backup", """{"job-id": "j", "device": "medium", "target": "target", "sync": "full"}""", "JOB_STATUS_CHANGE", "\"null\"");
        await CheckAsync(connection, "device_del", """{"id": "tablet"}""", "DEVICE_DELETED", "\"tablet\"");
        await CheckAsync(connection, "object-del", """{"id": "spare"}""");
        await CheckAsync(connection, "query-block", "{}");
        await CheckAsync(connection, "system_powerdown", "{}", "POWERDOWN");
        await CheckAsync(connection, "quit", "{}", "SHUTDOWN");
        await qemu.WaitForExitAsync();
    }

    [QemuFact]
    public async Task Reset_of_a_VM_that_is_not_to_boot_again_shuts_it_down_and_stops_it()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "pc", "-m", "16", "-no-reboot", "-no-shutdown");
        await using var connection = await qemu.ConnectAsync(_sink);

        await CheckAsync(connection, "cont", "{}", "RESUME");
        await CheckAsync(connection, "system_reset", "{}", "STOP");
        Assert.Contains(_sink.Events, e => e.Name == "SHUTDOWN");
    }

    private async Task CheckAsync(QmpConnection connection, string command, string arguments, string? last = null, string with = "")
    {
        Assert.True(CommandCatalogue.Default.TryGet(command, out var schema));
        int before = _sink.Events.Count;
        QmpReply reply = await connection.ExecuteAsync(command, arguments == "{}" ? default : Encoding.UTF8.GetBytes(arguments)).Guarded();
        Assert.True(reply is QmpReturn, $"{command}: {reply}");
        if (last is not null)
            await _sink.WaitForAsync(e => e.Ordinal > before && e.Name == last && Encoding.UTF8.GetString(e.Data.Span).Contains(with, StringComparison.Ordinal));
        Assert.All(_sink.Events.Skip(before), e => Assert.True(schema.Events.Contains(e.Name), $"{command} caused {e.Name}"));
    }
}
