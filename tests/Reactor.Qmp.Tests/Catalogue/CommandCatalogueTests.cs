namespace Reactor.Qmp.Tests.Catalogue;

public class CommandCatalogueTests
{
    private static readonly CommandCatalogue s_catalogue = CommandCatalogue.Default;

    public static TheoryData<string> Names => [.. s_catalogue.Names];

    [Fact]
    public void Default_holds_qemus_and_removed_commands()
    {
        Assert.Equal("10.2", s_catalogue.QemuVersion);
        Assert.Equal(244, s_catalogue.All.Count(c => c.Removed is null));
        Assert.Equal(
            [
                "block_passwd", "change", "cpu-add", "migrate-set-cache-size", "migrate_set_downtime", "migrate_set_speed", "query-cpus", "query-events",
                "query-migrate-cache-size", "x-blockdev-reopen", "x-query-opcount", "x-query-profile", "x-query-rdma",
            ],
            s_catalogue.All.Where(c => c.Removed is not null).Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal(s_catalogue.Names.Count, s_catalogue.Names.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_command_is_whole(string name)
    {
        Assert.True(s_catalogue.TryGet(name, out var command));
        Assert.True(Version.TryParse(command.Since, out var since));
        Assert.NotEmpty(command.Group);
        Assert.Equal(command.Arguments.Count, command.Arguments.DistinctBy(a => a.Name).Count());
        Assert.All(command.Arguments, a =>
        {
            Assert.NotEmpty(a.Type);
            Assert.True(a.Since is null || Version.Parse(a.Since) > since, $"{a.Name} is said to be as old as its command");
            Assert.True(a.RemovedIn is null || a.Optional, $"{a.Name} was removed, so it can't be needed");
            Assert.All(a.ValueSince, v => Assert.True(a.Values.Contains(v.Key) && Version.TryParse(v.Value, out _), v.Key));
        });
        if (command.Removed is { } removed)
        {
            Assert.True(Version.Parse(removed.In) > since);
            Assert.True(removed.ReplacedBy is null || (s_catalogue.TryGet(removed.ReplacedBy, out var successor) && successor.Removed is null));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EventsCausedBy_are_known_and_never_a_panic_nor_reactors_own(string name)
    {
        var caused = s_catalogue.EventsCausedBy(name);
        Assert.DoesNotContain("GUEST_PANICKED", caused);
        Assert.DoesNotContain("GUEST_CRASHLOADED", caused);
        Assert.All(caused, e => Assert.True(EventCatalogue.Default.TryGet(e, out var schema) && !schema.Own, e));
        if (s_catalogue.RiskOf(name) == CommandRisk.Read)
            Assert.Empty(caused);
    }

    [Fact]
    public void RiskOf_queries_is_read() =>
        Assert.All(s_catalogue.Names.Where(n => n.StartsWith("query-", StringComparison.Ordinal)), n => Assert.Equal(CommandRisk.Read, s_catalogue.RiskOf(n)));

    [Theory]
    [InlineData("qom-list", CommandRisk.Read)]
    [InlineData("qom-get", CommandRisk.Read)]
    [InlineData("device-list-properties", CommandRisk.Read)]
    [InlineData("stop", CommandRisk.Reversible)]
    [InlineData("cont", CommandRisk.Reversible)]
    [InlineData("balloon", CommandRisk.Reversible)]
    [InlineData("set_link", CommandRisk.Reversible)]
    [InlineData("eject", CommandRisk.Reversible)]
    [InlineData("screendump", CommandRisk.Reversible)]
    [InlineData("dump-guest-memory", CommandRisk.Reversible)]
    [InlineData("migrate_cancel", CommandRisk.Reversible)]
    [InlineData("quit", CommandRisk.Destructive)]
    [InlineData("system_reset", CommandRisk.Destructive)]
    [InlineData("system_powerdown", CommandRisk.Destructive)]
    [InlineData("device_del", CommandRisk.Destructive)]
    [InlineData("blockdev-del", CommandRisk.Destructive)]
    [InlineData("send-key", CommandRisk.Destructive)]
    [InlineData("inject-nmi", CommandRisk.Destructive)]
    [InlineData("transaction", CommandRisk.Destructive)]
    [InlineData("qom-set", CommandRisk.Destructive)]
    [InlineData("human-monitor-command", CommandRisk.Destructive)]
    [InlineData("migrate", CommandRisk.Destructive)]
    [InlineData("no-such-command", CommandRisk.Destructive)]
    [InlineData("", CommandRisk.Destructive)]
    public void RiskOf_command_is_the_worst_it_can_do(string name, CommandRisk risk) => Assert.Equal(risk, s_catalogue.RiskOf(name));

    [Theory]
    [InlineData("stop", "STOP")]
    [InlineData("cont", "RESUME")]
    [InlineData("system_reset", "RESET SHUTDOWN STOP")]
    [InlineData("system_powerdown", "POWERDOWN SHUTDOWN STOP")]
    [InlineData("system_wakeup", "WAKEUP")]
    [InlineData("quit", "SHUTDOWN")]
    [InlineData("balloon", "BALLOON_CHANGE")]
    [InlineData("device_add", "ACPI_DEVICE_OST")]
    [InlineData("device_del", "ACPI_DEVICE_OST DEVICE_DELETED DEVICE_UNPLUG_GUEST_ERROR MEM_UNPLUG_ERROR")]
    [InlineData("dump-guest-memory", "DUMP_COMPLETED RESUME STOP")]
    [InlineData("eject", "DEVICE_TRAY_MOVED")]
    [InlineData("blockdev-change-medium", "DEVICE_TRAY_MOVED")]
    [InlineData("migrate_cancel", "MIGRATION MIGRATION_PASS RESUME STOP")]
    [InlineData("block-commit", "BLOCK_JOB_CANCELLED BLOCK_JOB_COMPLETED BLOCK_JOB_ERROR BLOCK_JOB_PENDING BLOCK_JOB_READY JOB_STATUS_CHANGE")]
    [InlineData("job-cancel", "BLOCK_JOB_CANCELLED BLOCK_JOB_COMPLETED BLOCK_JOB_ERROR BLOCK_JOB_PENDING BLOCK_JOB_READY JOB_STATUS_CHANGE")]
    [InlineData("human-monitor-command", "")]
    [InlineData("no-such-command", "")]
    public void EventsCausedBy_command_are_its_own_effects(string name, string events) =>
        Assert.Equal(events, string.Join(' ', s_catalogue.EventsCausedBy(name).Order(StringComparer.Ordinal)));

    [Fact]
    public void TryGet_command_gives_arguments_with_age_and_values()
    {
        Assert.True(s_catalogue.TryGet("set-action", out var action));
        Assert.Equal(["reboot", "shutdown", "panic", "watchdog"], action.Arguments.Select(a => a.Name));
        Assert.All(action.Arguments, a => Assert.True(a.Optional));
        Assert.Equal(["pause", "shutdown", "exit-failure", "none"], action.Argument("panic")!.Values);
        Assert.Equal("7.1", action.Argument("panic")!.ValueSince["exit-failure"]);

        Assert.True(s_catalogue.TryGet("dump-guest-memory", out var dump));
        Assert.False(dump.Argument("paging")!.Optional);
        Assert.Equal("2.6", dump.Argument("detach")!.Since);

        Assert.True(s_catalogue.TryGet("migrate", out var migrate));
        Assert.Equal("9.1", migrate.Argument("blk")!.RemovedIn);
        Assert.True(s_catalogue.TryGet("migrate-pause", out var pause));
        Assert.True(pause.AllowOob);
        Assert.True(s_catalogue.TryGet("drive-backup", out var backup));
        Assert.True(backup.Deprecated);
        Assert.True(s_catalogue.TryGet("query-status", out var status));
        Assert.Equal("StatusInfo", status.Returns);
        Assert.True(s_catalogue.TryGet("query-cpus", out var cpus));
        Assert.Equal(new CommandRemoval("6.0", "query-cpus-fast"), cpus.Removed);
    }

    [Theory]
    [InlineData("sytem_reset", "system_reset")]
    [InlineData("system-reset", "system_reset")]
    [InlineData("device-del", "device_del")]
    [InlineData("query_status", "query-status")]
    [InlineData("blockdev-snapshot-synch", "blockdev-snapshot-sync")]
    [InlineData("reboot-the-thing", null)]
    [InlineData("", null)]
    public void Nearest_misspelling_gives_what_was_meant(string name, string? expected) => Assert.Equal(expected, s_catalogue.Nearest(name));
}
