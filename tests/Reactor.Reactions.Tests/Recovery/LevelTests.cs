using System.Text;
using Reactor.Reactions.Recovery;

namespace Reactor.Reactions.Tests.Recovery;

public class LevelTests
{
    private const string Slot = """{"info": {"device": "dimm1", "slot": "0", "slot-type": "DIMM", "source": 3, "status": 1}}""";

    [Theory]
    [InlineData("GUEST_PANICKED", """{"action": "pause"}""", "run=guest-panicked")]
    [InlineData("GUEST_PANICKED", """{"action": "run"}""", "")]
    [InlineData("WATCHDOG", """{"action": "pause"}""", "run=watchdog")]
    [InlineData("BLOCK_IO_ERROR", """{"action": "stop", "device": "d0"}""", "run=io-error disks/d0=error")]
    [InlineData("BLOCK_IO_ERROR", """{"action": "report", "device": "d0"}""", "")]
    [InlineData("QUORUM_FAILURE", """{"reference": "q0"}""", "disks/q0=error")]
    [InlineData("STOP", "{}", "run=held")]
    [InlineData("SHUTDOWN", "{}", "run=shutdown")]
    [InlineData("SUSPEND", "{}", "run=suspended")]
    [InlineData("RESUME", "{}", "")]
    [InlineData("ACPI_DEVICE_OST", Slot, "slots/DIMM/0=3 1")]
    [InlineData("BALLOON_CHANGE", """{"actual": 5}""", "")]
    [InlineData("VM_SILENT", """{"since": "x"}""", "")]
    public void Event_begins(string name, string data, string levels) => Assert.Equal(levels, Text(Level.Of(name, Encoding.UTF8.GetBytes(data))));

    [Theory]
    [InlineData("guest-panicked", "guest-panicked", "run=guest-panicked run=held")]
    [InlineData("paused", "paused", "run=held")]
    [InlineData("io-error", "io-error", "run=io-error run=held")]
    [InlineData("paused", "guest-panicked", "")]
    [InlineData("running", "running", "")]
    [InlineData(null, null, "")]
    public void Run_state_stands_where_it_is_the_same(string? before, string? after, string levels) =>
        Assert.Equal(levels, Text(Level.Standing(LastKnown.Nothing.WithStatus(before), LastKnown.Nothing.WithStatus(after))));

    [Fact]
    public void Disk_whose_error_stands_is_told_from_another_that_fails()
    {
        var before = LastKnown.Idle.After("BLOCK_IO_ERROR", """{"action": "stop", "device": "d0"}"""u8.ToArray());
        var both = before.After("BLOCK_IO_ERROR", """{"action": "stop", "device": "d1"}"""u8.ToArray());
        var other = LastKnown.Idle.After("BLOCK_IO_ERROR", """{"action": "stop", "device": "d1"}"""u8.ToArray());

        Assert.Equal("run=held disks/d0=error", Text(Level.Standing(before, both)));
        Assert.Equal("run=held", Text(Level.Standing(before, other)));
    }

    [Fact]
    public void Slot_stands_where_its_last_answer_is_the_same()
    {
        var before = LastKnown.Idle.After("ACPI_DEVICE_OST", Encoding.UTF8.GetBytes(Slot));
        var after = before.After("ACPI_DEVICE_OST", Encoding.UTF8.GetBytes(Slot.Replace("\"status\": 1", "\"status\": 0", StringComparison.Ordinal)));

        Assert.Equal("slots/DIMM/0=3 1", Text(Level.Standing(before, before)));
        Assert.Empty(Level.Standing(before, after));
    }

    [Fact]
    public void Name_that_is_longer_than_any_is_not_followed() =>
        Assert.Equal("run=io-error", Text(Level.Of("BLOCK_IO_ERROR", Encoding.UTF8.GetBytes($$"""{"action": "stop", "device": "{{new string('d', 300)}}"}"""))));

    [Theory]
    [InlineData("RESUME", "{}", true)]
    [InlineData("RESET", "{}", true)]
    [InlineData("GUEST_PANICKED", """{"action": "pause"}""", true)]
    [InlineData("WATCHDOG", """{"action": "pause"}""", true)]
    [InlineData("WATCHDOG", """{"action": "none"}""", false)]
    [InlineData("BALLOON_CHANGE", """{"actual": 5}""", false)]
    [InlineData("ACPI_DEVICE_OST", Slot, false)]
    public void Run_state_is_told_anew_by(string name, string data, bool isTold) =>
        Assert.Equal(isTold, Level.IsTold(["run=guest-panicked"], name, Encoding.UTF8.GetBytes(data)));

    [Fact]
    public void Slot_is_told_anew_by_its_next_answer_alone()
    {
        Assert.True(Level.IsTold(["slots/DIMM/0=3 0"], "ACPI_DEVICE_OST", Encoding.UTF8.GetBytes(Slot)));
        Assert.False(Level.IsTold(["slots/DIMM/1=3 0"], "ACPI_DEVICE_OST", Encoding.UTF8.GetBytes(Slot)));
        Assert.False(Level.IsTold(["slots/DIMM/0=3 0"], "RESUME", "{}"u8.ToArray()));
    }

    private static string Text(IEnumerable<string> levels) => string.Join(' ', levels);
}
