using System.Text;
using System.Text.Json;

namespace Reactor.Qmp.Tests.Schema;

public class QmpSchemaReaderTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    [Theory]
    [InlineData(SmallSchema.Bare)]
    [InlineData("{\"return\": " + SmallSchema.Bare + ", \"id\": 7}")]
    [InlineData("\uFEFF" + SmallSchema.Bare + "\r\n")]
    [InlineData("{\"return\": {}} {\"event\": \"STOP\"}\r\n{\"return\": []} {\"return\": " + SmallSchema.Bare + "}")]
    public void Read_every_form_gives_the_vms_events_and_commands(string text)
    {
        QmpSchema schema = Read(text);
        Assert.Null(schema.QemuVersion);
        Assert.Equal(["STOP", "GUEST_PANICKED", "VENDOR_ALARM"], schema.Events.All.Where(e => !e.Own).Select(e => e.Name));
        Assert.Equal(EventCatalogue.Reserved.Order(), schema.Events.All.Where(e => e.Own).Select(e => e.Name).Order());
        Assert.Equal(["cont", "device_add", "vendor-format"], schema.Commands.Names);
    }

    [Fact]
    public void Read_pretty_printed_gives_the_same()
    {
        using var document = JsonDocument.Parse(SmallSchema.Bare);
        QmpSchema schema = Read(JsonSerializer.Serialize(document.RootElement, s_indented));
        Assert.Equal(3, schema.Commands.All.Count);
    }

    [Fact]
    public void Read_saved_conversation_takes_the_version_from_the_greeting()
    {
        QmpSchema schema = Read(FakeQmpClient.Greeting + "\r\n{\"return\": {}}\r\n{\"return\": " + SmallSchema.Bare + "}\r\n");
        Assert.Equal("7.2.22", schema.QemuVersion);
        Assert.Equal("7.2.22", schema.Events.QemuVersion);
        Assert.Equal("9.9.9", QmpSchemaReader.Read(Encoding.UTF8.GetBytes(SmallSchema.Bare), "9.9.9").Commands.QemuVersion);
    }

    [Fact]
    public void Known_event_has_the_vms_fields_and_the_catalogues_knowledge()
    {
        Assert.True(Read(SmallSchema.Bare).Events.TryGet("GUEST_PANICKED", out var panic));
        Assert.Equal(("run-state", "1.5"), (panic.Group, panic.Since));
        EventField action = panic.Field("action")!;
        Assert.Equal(("GuestPanicAction", "pause poweroff sleep"), (action.Type, string.Join(' ', action.Values)));
        EventField info = panic.Field("info")!;
        Assert.Equal(("GuestPanicInformation", true, "2.9"), (info.Type, info.Optional, info.Since));
        Assert.Equal(["hyper-v", "other"], info.Branches!.Variants.Keys);
        Assert.Equal(("uint64", "arg1"), (info.Branches.Variants["hyper-v"][0].Type, info.Branches.Variants["hyper-v"][0].Name));
    }

    [Fact]
    public void Unknown_event_has_kinds_for_types()
    {
        Assert.True(Read(SmallSchema.Bare).Events.TryGet("VENDOR_ALARM", out var alarm));
        Assert.True(alarm.Unstable);
        Assert.Equal(("other", ""), (alarm.Group, alarm.Since));
        Assert.Equal(
            ["level:integer", "node-name:str?", "tags:[str]", "kind:enum", "what:alternate", "inner:object", "loose:any"],
            alarm.Fields.Select(f => $"{f.Name}:{f.Type}{(f.Optional ? "?" : "")}"));
        Assert.Equal(["hyper-v", "other"], alarm.Field("kind")!.Values);
        Assert.Equal("any", alarm.Field("inner")!.Fields.Single(f => f.Name == "again").Type);
    }

    [Fact]
    public void Unknown_command_is_destructive_and_checked_by_its_own_arguments()
    {
        CommandCatalogue commands = Read(SmallSchema.Bare).Commands;
        Assert.True(commands.TryGet("vendor-format", out var format));
        Assert.Equal((CommandRisk.Destructive, true, true, "[object]"), (format.Risk, format.AllowOob, format.Deprecated, format.Returns));
        Assert.Empty(format.Events);
        Assert.Equal("kind", format.Branches!.Tag);
        Assert.Empty(format.ArgumentProblems(new Dictionary<string, string?> { ["kind"] = "hyper-v", ["arg1"] = "1", ["size"] = "2" }));
        Assert.Equal(["arg1"], format.ArgumentProblems(new Dictionary<string, string?> { ["kind"] = "other", ["arg1"] = "1" }).Select(p => p.Argument));
    }

    [Fact]
    public void Known_command_keeps_risk_and_events_and_an_absent_one_is_unknown()
    {
        CommandCatalogue commands = Read(SmallSchema.Bare).Commands;
        Assert.Equal(CommandRisk.Reversible, commands.RiskOf("cont"));
        Assert.Equal(["RESUME"], commands.EventsCausedBy("cont"));
        Assert.True(commands.TryGet("cont", out var cont));
        Assert.Null(cont.Returns);
        Assert.True(commands.TryGet("device_add", out var add));
        Assert.True(add.OpenEnded);
        Assert.Equal(CommandRisk.Destructive, commands.RiskOf("query-status"));
    }

    [Fact]
    public void Unknown_meta_type_is_taken_as_anything()
    {
        QmpSchema schema = Read("""
            [{"name": "E", "meta-type": "event", "arg-type": "1"}, {"name": "1", "meta-type": "object", "members": [{"name": "m", "type": "2"}]},
             {"name": "2", "meta-type": "tuple", "of": 3}]
            """);
        Assert.True(schema.Events.TryGet("E", out var e));
        Assert.Equal("any", e.Field("m")!.Type);
    }

    [Fact]
    public void Event_that_is_a_union_has_its_branches_as_optional_fields()
    {
        QmpSchema schema = Read("""
            [{"name": "E", "meta-type": "event", "arg-type": "1"}, {"name": "s", "meta-type": "builtin"}, {"name": "0", "meta-type": "object", "members": [{"name": "b", "type": "s"}]},
             {"name": "1", "meta-type": "object", "tag": "t", "members": [{"name": "t", "type": "s"}], "variants": [{"case": "x", "type": "0"}]}]
            """);
        Assert.True(schema.Events.TryGet("E", out var e));
        Assert.Equal([("t", false), ("b", true)], e.Fields.Select(f => (f.Name, f.Optional)));
    }

    private static QmpSchema Read(string text) => QmpSchemaReader.Read(Encoding.UTF8.GetBytes(text));
}
