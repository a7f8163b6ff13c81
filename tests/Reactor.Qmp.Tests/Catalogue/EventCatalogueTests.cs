using System.Text;
using Reactor.Measuring;

namespace Reactor.Qmp.Tests.Catalogue;

public class EventCatalogueTests
{
    private static readonly EventCatalogue s_catalogue = EventCatalogue.Default;

    [Fact]
    public void Default_holds_qemus_removed_and_own_events()
    {
        Assert.Equal(57, s_catalogue.All.Count(e => e.Removed is null && !e.Own));
        Assert.Equal(["COMMAND_DROPPED", "MEM_UNPLUG_ERROR", "RDMA_GID_STATUS_CHANGED"], s_catalogue.All.Where(e => e.Removed is not null).Select(e => e.Name).Order());
        Assert.Equal(EventCatalogue.Reserved.Order(), s_catalogue.All.Where(e => e.Own).Select(e => e.Name).Order());
        Assert.Equal(s_catalogue.Names.Count, s_catalogue.Names.Distinct().Count());
        Assert.Equal("10.2.2", s_catalogue.QemuVersion);
    }

    [Fact]
    public void TryGet_nested_event_gives_its_fields()
    {
        Assert.True(s_catalogue.TryGet("ACPI_DEVICE_OST", out var schema));
        Assert.Equal("acpi", schema.Group);
        Assert.Equal("2.1", schema.Since);
        EventField info = Assert.Single(schema.Fields);
        Assert.Equal(["device", "slot", "slot-type", "source", "status"], info.Fields.Select(f => f.Name));
        Assert.True(info.Fields[0].Optional);
        Assert.False(info.Fields[1].Optional);
        Assert.Equal(["DIMM", "CPU"], info.Fields[2].Values);
        Assert.Equal("2.7", info.Fields[2].ValueSince["CPU"]);
    }

    [Fact]
    public void TryGet_union_gives_its_branches()
    {
        Assert.True(s_catalogue.TryGet("GUEST_PANICKED", out var schema));
        EventField info = schema.Field("info")!;
        Assert.True(info.Optional);
        Assert.Equal("2.9", info.Since);
        Assert.Equal("type", info.Branches!.Tag);
        Assert.Equal(["hyper-v", "s390", "tdx"], info.Branches.Variants.Keys.Order());
        Assert.All(info.Branches.Variants["hyper-v"], f => Assert.Equal("uint64", f.Type));
        Assert.Equal(["pause", "poweroff", "run"], schema.Field("action")!.Values.Order());
    }

    [Fact]
    public void TryGet_rate_limited_event_gives_limit_and_key()
    {
        Assert.True(s_catalogue.TryGet("QUORUM_REPORT_BAD", out var bad));
        Assert.Equal(TimeSpan.FromSeconds(1), bad.RateLimit!.Interval);
        Assert.Equal(["node-name"], bad.RateLimit.Key);
        Assert.True(s_catalogue.TryGet("QUORUM_FAILURE", out var failure));
        Assert.Empty(failure.RateLimit!.Key);
        Assert.True(s_catalogue.TryGet("GUEST_PANICKED", out var panic));
        Assert.Null(panic.RateLimit);
        Assert.Equal(
            ["BALLOON_CHANGE", "BLOCK_IO_ERROR", "HV_BALLOON_STATUS_REPORT", "MEMORY_DEVICE_SIZE_CHANGE", "QUORUM_FAILURE", "QUORUM_REPORT_BAD", "RTC_CHANGE", "VSERPORT_CHANGE", "WATCHDOG"],
            s_catalogue.All.Where(e => e.RateLimit is not null).Select(e => e.Name).Order());
    }

    [Fact]
    public void TryGet_removed_event_says_when_and_what_replaced_it()
    {
        Assert.True(s_catalogue.TryGet("MEM_UNPLUG_ERROR", out var schema));
        Assert.Equal(new EventRemoval("9.1", "DEVICE_UNPLUG_GUEST_ERROR"), schema.Removed);
    }

    [Fact]
    public void TryGet_own_event_has_its_fields()
    {
        Assert.True(s_catalogue.TryGet("VM_CONNECTED", out var schema));
        Assert.Equal("reactor", schema.Group);
        Assert.Equal(["address", "qemu-version", "status"], schema.Fields.Select(f => f.Name));
        Assert.Equal([false, false, true], schema.Fields.Select(f => f.Optional));
    }

    [Fact]
    public void TryGet_unknown_or_other_case_fails()
    {
        Assert.False(s_catalogue.TryGet("NOPE", out _));
        Assert.False(s_catalogue.TryGet("stop", out _));
    }

    [Fact]
    public void Quorum_events_have_the_wires_name_of_the_count()
    {
        foreach (string name in new[] { "QUORUM_REPORT_BAD", "QUORUM_FAILURE" })
        {
            Assert.True(s_catalogue.TryGet(name, out var schema));
            Assert.NotNull(schema.Field("sectors-count"));
            Assert.Null(schema.Field("sector-count"));
        }
    }

    [Fact]
    public void StateBearing_names_are_all_known()
    {
        Assert.All(EventCatalogue.StateBearing, name => Assert.True(s_catalogue.TryGet(name, out _), name));
        Assert.Contains("MIGRATION", EventCatalogue.StateBearing);
    }

    [Theory]
    [InlineData("VNC_*", new[] { "VNC_CONNECTED", "VNC_DISCONNECTED", "VNC_INITIALIZED" })]
    [InlineData("STOP", new[] { "STOP" })]
    [InlineData("S?OP", new[] { "STOP" })]
    [InlineData("*_CRASHLOADED", new[] { "GUEST_CRASHLOADED" })]
    [InlineData("*CRASH*LOAD**", new[] { "GUEST_CRASHLOADED" })]
    [InlineData("vnc_*", new string[0])]
    [InlineData("", new string[0])]
    public void MatchGlob_gives_matching_events(string glob, string[] names) =>
        Assert.Equal(names, s_catalogue.MatchGlob(glob).Select(e => e.Name).Order());

    [Fact]
    public void MatchGlob_star_gives_all() => Assert.Equal(s_catalogue.All.Count, s_catalogue.MatchGlob("*").Count);

    [Theory]
    [InlineData("GUEST_PANICED", "GUEST_PANICKED")]
    [InlineData("guest-panicked", "GUEST_PANICKED")]
    [InlineData("BALOON_CHANGE", "BALLOON_CHANGE")]
    [InlineData("QUORUM_REPORT_BDA", "QUORUM_REPORT_BAD")]
    [InlineData("RESUMED", "RESUME")]
    [InlineData("COMPLETELY_DIFFERENT_THING", null)]
    [InlineData("", null)]
    public void Nearest_misspelling_gives_what_was_meant(string name, string? expected) => Assert.Equal(expected, s_catalogue.Nearest(name));

    [Fact]
    public void TryIntern_known_name_gives_the_same_string_without_allocating()
    {
        byte[] name = Encoding.UTF8.GetBytes("GUEST_PANICKED");
        string? interned = s_catalogue.TryIntern(name);
        Assert.Same(s_catalogue.Names.Single(n => n == "GUEST_PANICKED"), interned);

        Assert.Equal(0, Allocated.By(() =>
        {
            for (int i = 0; i < 100; i++)
                s_catalogue.TryIntern(name);
        }));
    }

    [Theory]
    [InlineData("NOPE")]
    [InlineData("")]
    [InlineData("GUEST_PANICKED ")]
    public void TryIntern_unknown_name_gives_null(string name) => Assert.Null(s_catalogue.TryIntern(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void TryIntern_hostile_names_give_null()
    {
        Assert.Null(s_catalogue.TryIntern(new byte[100_000]));
        Assert.Null(s_catalogue.TryIntern([0xFF, 0xFE]));
    }
}
