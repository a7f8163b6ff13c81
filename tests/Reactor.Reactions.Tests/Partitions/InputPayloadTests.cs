using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Tests.Partitions;

public class InputPayloadTests
{
    private static readonly VmView s_vm = new()
    {
        Id = "5e0f8a2c",
        Name = "web1",
        Uuid = "5e0f8a2c",
        Labels = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"),
        Host = "h1",
        HostLabels = ImmutableSortedDictionary<string, string>.Empty.Add("rack", "r7"),
        Status = "running",
    };

    private static readonly VmEvent s_event = new()
    {
        Id = "41-99/1.2/3",
        Name = "QUORUM_REPORT_BAD",
        Data = """{ "node-name": "c2", "n": 18446744073709551615 }"""u8.ToArray(),
        At = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567),
        QemuMicroseconds = 1_700_000_000_123_456,
        Origin = EventOrigin.Recovered,
    };

    public static TheoryData<string, EngineInput> Inputs => new()
    {
        { "event", new SeenEvent(s_vm, s_event) },
        { "tick", new TimePassed(s_event.At) },
        { "state", new StateObserved(s_vm, "7-1/1.1/2", s_event.At.AddSeconds(-1), s_event.At) },
        { "link", new LinkChanged(s_vm, LinkState.Restored, "l", s_event.At) },
        { "own-command", new OwnCommand("r", "id", "cont", true, s_event.At) },
        { "fleet-hit", new FleetHit("r", "f", RuleKey.Parse("""{"a":1,"b":"x"}""", ["b"]), 5, 0, "\"v\"", new SeenEvent(s_vm, s_event), s_event.At) },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Read_what_was_written_is_the_same(string kind, EngineInput input)
    {
        var bytes = InputPayload.Write(input);
        var read = InputPayload.Read(bytes);
        Assert.Equal(kind, InputPayload.KindOf(read));
        Assert.Equal(bytes.ToArray(), InputPayload.Write(read).ToArray());
        Assert.Equal(input.At, read.At);
    }

    [Fact]
    public void Read_optional_members_absent_stay_absent()
    {
        var plainVm = new VmView { Id = "a", Name = "a", Host = "h" };
        var plainEvent = s_event with { QemuMicroseconds = null, Origin = EventOrigin.Live, Data = "{}"u8.ToArray() };
        var (vm, @event) = Seen(InputPayload.Write(new SeenEvent(plainVm, plainEvent)));
        AssertSame(plainVm, vm);
        AssertSame(plainEvent, @event);
    }

    [Fact]
    public void Read_the_form_of_the_first_release_is_read_for_ever()
    {
        const string Written = """
            {"v":1,
            "vm":{"id":"5e0f8a2c","name":"web1","uuid":"5e0f8a2c","labels":{"env":"prod"},"host":"h1","host_labels":{"rack":"r7"},"status":"running"},
            "event":{"id":"41-99/1.2/3","name":"QUORUM_REPORT_BAD","at":"2026-03-02T10:00:00.1234567+00:00","qemu_us":1700000000123456,"origin":"recovered",
            "data":{ "node-name": "c2", "n": 18446744073709551615 }}}
            """;
        var (vm, @event) = Seen(Encoding.UTF8.GetBytes(Written.ReplaceLineEndings("")));
        AssertSame(s_vm, vm);
        AssertSame(s_event, @event);
    }

    [Property]
    public void Read_any_bytes_as_data_come_back(byte[] data)
    {
        var @event = s_event with { Data = data };
        AssertSame(@event, Seen(InputPayload.Write(new SeenEvent(s_vm, @event))).Event);
    }

    [Property]
    public void Read_any_names_come_back(NonNull<string> name, NonNull<string> label)
    {
        // Unpaired surrogates can't be told apart once written.
        var wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Get));
        var value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(label.Get));
        var vm = s_vm with { Name = wellFormed, Labels = s_vm.Labels.SetItem("x", value) };
        AssertSame(vm, Seen(InputPayload.Write(new SeenEvent(vm, s_event))).Vm);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":2}""")]
    [InlineData("""{"version":99,"kind":"event"}""")]
    [InlineData("""{"version":1,"kind":"other"}""")]
    [InlineData("""{"v":1,"vm":{"id":null},"event":{}}""")]
    public void Read_damaged_or_newer_payload_says_what_to_do(string payload)
    {
        var error = Assert.Throws<InvalidDataException>(() => InputPayload.Read(Encoding.UTF8.GetBytes(payload)));
        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
        Assert.Contains("backup", error.Message, StringComparison.Ordinal);
    }

    private static SeenEvent Seen(ReadOnlyMemory<byte> payload) => Assert.IsType<SeenEvent>(InputPayload.Read(payload));

    private static void AssertSame(VmView expected, VmView actual)
    {
        Assert.Equal(expected.Labels.AsEnumerable(), actual.Labels);
        Assert.Equal(expected.HostLabels.AsEnumerable(), actual.HostLabels);
        Assert.Equal(expected, actual with { Labels = expected.Labels, HostLabels = expected.HostLabels });
    }

    private static void AssertSame(VmEvent expected, VmEvent actual)
    {
        Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
        Assert.Equal(expected, actual with { Data = expected.Data });
    }
}
