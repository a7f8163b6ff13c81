using System.Text;
using Reactor.Reactions.Recovery;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Tests.Recovery;

public sealed class RecoveredEventsTests
{
    private const string Vnc = """{"host": "::1", "service": "5900", "family": "ipv6", "websocket": false}""";
    private const string Client = """{"host": "::1", "service": "4711", "family": "ipv6", "websocket": false, "sasl_username": "eve"}""";

    [Theory]
    [InlineData("running", "running", "")]
    [InlineData("running", "paused", "STOP")]
    [InlineData("running", "guest-panicked", "GUEST_PANICKED STOP")]
    [InlineData("running", "io-error", "BLOCK_IO_ERROR STOP")]
    [InlineData("running", "watchdog", "WATCHDOG STOP")]
    [InlineData("running", "shutdown", "SHUTDOWN")]
    [InlineData("running", "suspended", "SUSPEND")]
    [InlineData("running", "prelaunch", "STOP RESET")]
    [InlineData("suspended", "running", "WAKEUP")]
    [InlineData("guest-panicked", "running", "RESUME")]
    [InlineData("guest-panicked", "paused", "RESUME STOP")]
    [InlineData("paused", "guest-panicked", "RESUME GUEST_PANICKED STOP")]
    [InlineData("guest-panicked", "prelaunch", "RESET")]
    [InlineData(null, "running", "")]
    [InlineData(null, "paused", "")]
    [InlineData(null, "guest-panicked", "GUEST_PANICKED")]
    [InlineData(null, "io-error", "BLOCK_IO_ERROR")]
    [InlineData("running", null, "")]
    public void Run_state_tells_what_must_have_happened(string? before, string? after, string events)
    {
        var told = Between(LastKnown.Nothing.WithStatus(before), LastKnown.Nothing.WithStatus(after));

        Assert.Equal(events, string.Join(' ', told.Select(e => e.Name)));
        Assert.All(told, e => Assert.Equal(EventOrigin.Recovered, e.Origin));
    }

    [Theory]
    [InlineData("balloon", """{"actual": 9}""", """{"actual": 5}""", """BALLOON_CHANGE {"actual":5}""")]
    [InlineData("balloon", null, """{"actual": 5}""", "")]
    [InlineData("balloon", """{"actual": 18446744073709551615}""", """{"actual": 18446744073709551615}""", "")]
    [InlineData("migration", "{}", """{"status": "completed"}""", """MIGRATION {"status":"completed"}""")]
    [InlineData("dump", """{"status": "active", "completed": 1, "total": 9}""", """{"status": "active", "completed": 2, "total": 9}""", "")]
    [InlineData("dump", """{"status": "none", "completed": 0, "total": 0}""", """{"status": "completed", "completed": 9, "total": 9}""", """DUMP_COMPLETED {"result":{"completed":9,"status":"completed","total":9}}""")]
    [InlineData("jobs", "[]", """[{"id": "j", "type": "backup", "status": "running", "current-progress": 1, "total-progress": 9}]""", """JOB_STATUS_CHANGE {"id":"j","status":"running"}""")]
    [InlineData("jobs", """[{"id": "j", "type": "backup", "status": "running"}]""", """[{"id": "j", "type": "backup", "status": "ready", "current-progress": 9, "total-progress": 9}]""", """JOB_STATUS_CHANGE {"id":"j","status":"ready"}|BLOCK_JOB_READY {"type":"backup","device":"j","len":9,"offset":9}""")]
    [InlineData("jobs", """[{"id": "j", "type": "create", "status": "running"}]""", """[{"id": "j", "type": "create", "status": "concluded"}]""", """JOB_STATUS_CHANGE {"id":"j","status":"concluded"}""")]
    [InlineData("jobs", """[{"id": "j", "type": "backup", "status": "running"}]""", "[]", """JOB_STATUS_CHANGE {"id":"j","status":"null"}""")]
    [InlineData("disks", """[{"device": "d0", "io-status": "ok"}]""", """[{"device": "d0", "io-status": "nospace", "qdev": "/x", "inserted": {"node-name": "n", "drv": "raw"}}]""", """BLOCK_IO_ERROR {"qom-path":"/x","device":"d0","node-name":"n","nospace":true,"action":"stop"}""")]
    [InlineData("disks", null, """[{"device": "d0", "io-status": "failed"}]""", """BLOCK_IO_ERROR {"device":"d0","nospace":false,"action":"stop"}""")]
    [InlineData("disks", """[{"device": "d0", "io-status": "failed"}]""", """[{"device": "d0", "io-status": "failed"}]""", "")]
    [InlineData("disks", "[]", """[{"device": "", "io-status": "failed", "inserted": {"node-name": "q0", "drv": "quorum"}}]""", """QUORUM_FAILURE {"reference":"q0"}|BLOCK_IO_ERROR {"device":"","node-name":"q0","nospace":false,"action":"stop"}""")]
    [InlineData("slots", """[{"device": "dimm1", "slot": "0", "slot-type": "DIMM", "source": 0, "status": 0}]""", """[{"slot": "0", "slot-type": "DIMM", "source": 3, "status": 0}]""", """ACPI_DEVICE_OST {"info":{"device":"dimm1","slot":"0","slot-type":"DIMM","source":3,"status":0}}""")]
    [InlineData("slots", "[]", """[{"slot": "1", "slot-type": "CPU", "source": 0, "status": 0}, {"slot": "2", "slot-type": "CPU", "source": 259, "status": 4294967295}]""", """ACPI_DEVICE_OST {"info":{"slot":"2","slot-type":"CPU","source":259,"status":4294967295}}""")]
    [InlineData("spice", """{"enabled": true}""", """{"enabled": true, "host": "h", "port": 5900, "tls-port": 5901, "auth": "spice", "channels": [{"host": "c", "port": "9", "family": "ipv4", "connection-id": -5, "channel-type": 1, "channel-id": 0, "tls": true}]}""", """SPICE_CONNECTED {"server":{"host":"h","auth":"spice","port":"5901"},"client":{"host":"c","port":"9","family":"ipv4"}}|SPICE_INITIALIZED {"server":{"host":"h","auth":"spice","port":"5901"},"client":{"host":"c","port":"9","family":"ipv4","connection-id":-5,"channel-type":1,"channel-id":0,"tls":true}}""")]
    [InlineData("vnc", """[{"server": [], "clients": []}]""", "[{\"auth\": \"vnc\", \"server\": [" + Vnc + "], \"clients\": [" + Client + "]}]", """VNC_CONNECTED {"server":{"host":"::1","service":"5900","family":"ipv6","websocket":false,"auth":"vnc"},"client":{"host":"::1","service":"4711","family":"ipv6","websocket":false}}|VNC_INITIALIZED {"server":{"host":"::1","service":"5900","family":"ipv6","websocket":false,"auth":"vnc"},"client":{"host":"::1","service":"4711","family":"ipv6","websocket":false,"sasl_username":"eve"}}""")]
    [InlineData("vnc", "{\"host\": \"::1\", \"service\": \"5900\", \"family\": \"ipv6\", \"clients\": [" + Client + "]}", """{"enabled": false}""", """VNC_DISCONNECTED {"server":{"host":"::1","service":"5900","family":"ipv6"},"client":{"host":"::1","service":"4711","family":"ipv6","websocket":false,"sasl_username":"eve"}}""")]
    public void Answers_tell_what_must_have_happened(string question, string? before, string after, string events)
    {
        var was = before is null ? LastKnown.Nothing : After(LastKnown.Nothing, question, before);
        var now = After(was, question, after);

        var told = Between(was, now);

        Assert.Equal(events, string.Join('|', told.Select(e => $"{e.Name} {Encoding.UTF8.GetString(e.Data.Span)}")));
        Assert.Empty(Between(now, After(now, question, after)));
        Assert.Equal(now.ToJson(), LastKnown.Parse(null, now.ToJson()).ToJson());
    }

    [Fact]
    public void Disk_that_is_known_to_have_failed_tells_more_than_the_run_state()
    {
        var was = After(LastKnown.Nothing, "disks", "[]").WithStatus("running");
        var now = After(was, "disks", """[{"device": "d0", "io-status": "nospace"}]""").WithStatus("io-error");

        Assert.Equal(["BLOCK_IO_ERROR", "STOP"], Between(was, now).Select(e => e.Name));
        Assert.Contains("d0", Encoding.UTF8.GetString(Between(was, now)[0].Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_error_that_the_vm_ran_on_after_is_not_told_though_qemu_keeps_it()
    {
        const string kept = """[{"device": "", "io-status": "nospace", "inserted": {"node-name": "b0", "drv": "raw"}}, {"device": "", "io-status": "STATUS", "inserted": {"node-name": "b1", "drv": "raw"}}]""";
        var fine = kept.Replace("STATUS", "ok", StringComparison.Ordinal);
        var held = LastKnown.Idle.WithStatus("running")
            .After("BLOCK_IO_ERROR", """{"action": "stop", "device": "", "node-name": "b0", "nospace": true}"""u8.ToArray()).After("STOP", "{}"u8.ToArray()).WithStatus("io-error");
        var resumed = held.After("RESUME", "{}"u8.ToArray()).WithStatus("running");
        var again = After(resumed, "disks", fine);

        Assert.Empty(Between(resumed, again));
        Assert.Same(again, again.After("RESUME", "{}"u8.ToArray()));
        // Of the same disk it can't be told; of another it can.
        Assert.Equal(["BLOCK_IO_ERROR {\"action\": \"stop\"}", "STOP {}"], Told(again, After(again, "disks", fine).WithStatus("io-error")));
        var other = After(again, "disks", kept.Replace("STATUS", "failed", StringComparison.Ordinal)).WithStatus("io-error");
        Assert.Equal(["BLOCK_IO_ERROR {\"device\":\"\",\"node-name\":\"b1\",\"nospace\":false,\"action\":\"stop\"}", "STOP {}"], Told(again, other));
        Assert.Equal(["BLOCK_IO_ERROR"], Between(again, again.After("BLOCK_IO_ERROR", """{"action": "stop", "device": "", "node-name": "b0"}"""u8.ToArray()).WithStatus("io-error")).Select(e => e.Name).Where(name => name != "STOP"));

        static IEnumerable<string> Told(LastKnown before, LastKnown after) => Between(before, after).Select(e => $"{e.Name} {Encoding.UTF8.GetString(e.Data.Span)}");
    }

    [Fact]
    public void Disk_error_of_a_vm_that_runs_is_nothing_though_nothing_was_known_before() => Assert.Empty(Between(
        LastKnown.Nothing, After(LastKnown.Nothing, "disks", """[{"device": "d0", "io-status": "nospace"}]""").WithStatus("running")));

    [Fact]
    public void Client_heard_connecting_since_the_gap_is_no_session_yet_and_one_from_before_it_is()
    {
        var none = After(LastKnown.Nothing, "vnc", """[{"server": [], "clients": []}]""");
        var heard = none.After("VNC_CONNECTED", Encoding.UTF8.GetBytes("{\"server\": " + Vnc + ", \"client\": {\"host\": \"c\", \"service\": \"1\", \"family\": \"ipv4\", \"websocket\": false}}"));
        var answer = new StateReply(Question("vnc"), Encoding.UTF8.GetBytes("[{\"server\": [" + Vnc + "], \"clients\": [{\"host\": \"c\", \"service\": \"1\", \"family\": \"ipv4\", \"websocket\": false}]}]"));

        Assert.Empty(Between(heard, heard.After(answer, beforeGap: none)));
        Assert.Equal(["VNC_INITIALIZED"], Between(heard, heard.After(answer, beforeGap: heard)).Select(e => e.Name));
    }

    [Fact]
    public void Events_since_are_known_and_tell_nothing_twice()
    {
        var was = After(LastKnown.Nothing.WithStatus("running"), "balloon", """{"actual": 9}""");

        var now = was.After("BALLOON_CHANGE", """{"actual": 5}"""u8.ToArray()).After("STOP", "{}"u8.ToArray());

        Assert.Same(now, now.After("RTC_CHANGE", "{}"u8.ToArray()));
        Assert.Empty(Between(now, After(now.WithStatus("paused"), "balloon", """{"actual": 5}""")));
    }

    [Fact]
    public void Process_that_is_new_has_told_nothing_yet()
    {
        var was = LastKnown.OfNewProcess(StateQuestion.All);
        var now = After(After(was, "slots", """[{"slot": "1", "slot-type": "DIMM", "source": 1, "status": 0}]"""), "balloon", """{"actual": 5}""").WithStatus("running");

        Assert.Equal(["ACPI_DEVICE_OST"], Between(was, now).Select(e => e.Name));
    }

    [Fact]
    public void Id_differs_by_process_and_by_what_was_known_and_is_else_the_same()
    {
        var (nine, five) = (After(LastKnown.Nothing, "balloon", """{"actual": 9}"""), After(LastKnown.Nothing, "balloon", """{"actual": 5}"""));
        var seven = After(LastKnown.Nothing, "balloon", """{"actual": 7}""");
        string Id(string incarnation, LastKnown before) => RecoveredEvents.Between(incarnation, "1", before, five, default).Single().Id;

        Assert.Equal(Id("a", nine), Id("a", nine));
        Assert.Equal("h1:7-1", EventProcess.Of(Id("h1:7-1/2.3/", nine)));
        Assert.Equal(3, new[] { Id("a", nine), Id("b", nine), Id("a", seven) }.Distinct().Count());
    }

    [Fact]
    public void What_grows_beyond_its_bound_is_not_followed_and_counted()
    {
        var slots = string.Join(',', Enumerable.Range(0, LastKnown.MaxEntries + 1).Select(i => $$"""{"slot": "{{i}}", "slot-type": "CPU", "source": 1, "status": 0}"""));

        var known = After(After(LastKnown.Nothing, "slots", "[]"), "slots", $"[{slots}]");

        Assert.Equal(1, known.Outgrown);
        Assert.Null(known.ToJson());
    }

    [Fact]
    public void Answer_that_is_too_long_is_not_read_and_counted()
    {
        var known = After(After(LastKnown.Nothing, "vnc", "[]"), "vnc", new string(' ', LastKnown.MaxAnswer) + "[]");

        Assert.Equal(1, known.Outgrown);
        Assert.Null(known.ToJson());
    }

    [Theory]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("[17, null, {}, []]")]
    [InlineData("""[{"id": "j", "status": "ready", "type": 7, "error": {"a": [[[[1]]]]}, "slot": "1", "slot-type": "CPU", "source": [], "device": {"x": 1}}]""")]
    [InlineData("{\"clients\": 5, \"channels\": [null], \"status\": 7, \"actual\": null}")]
    public void Answer_of_another_shape_is_taken_for_no_error_and_no_change(string answer)
    {
        foreach (var question in StateQuestion.All)
        {
            var none = LastKnown.Nothing.After(new StateReply(question, null), LastKnown.Nothing);
            var told = Between(none, After(none, question.Name, answer)).Select(e => e.Name);
            Assert.Empty(told.Except(["VNC_CONNECTED", "VNC_INITIALIZED", "SPICE_CONNECTED", "SPICE_INITIALIZED", "JOB_STATUS_CHANGE", "ACPI_DEVICE_OST"]));
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"v": 2, "known": {}}""")]
    [InlineData("""{"v": 1}""")]
    public void Stored_state_that_is_damaged_or_newer_is_refused(string json) => Assert.Throws<InvalidDataException>(() => LastKnown.Parse("running", json));

    private static List<VmEvent> Between(LastKnown before, LastKnown after) => [.. RecoveredEvents.Between("h1:1-1/1.1/", "0", before, after, default)];

    private static StateQuestion Question(string name) => StateQuestion.All.Single(question => question.Name == name);

    private static LastKnown After(LastKnown before, string question, string answer) => before.After(new StateReply(Question(question), Encoding.UTF8.GetBytes(answer)), before);
}
