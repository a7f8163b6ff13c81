using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

/// <summary>The real daemon with one VM that is played, and the commands that an operator gives it.</summary>
public sealed class OperatorCommandLineTests : PlayedDaemonCommands
{
    public override Task InitializeAsync() => StartAsync(
        "version: 1\nvms: [{name: web1, qmp: \"SOCKET\", labels: {env: prod}}]\nrules: [\"*.rules.yaml\"]\n",
        "version: 1\nmacros: {is_prod: 'vm.labels.env == \"prod\"'}\nrules: [{name: stopped, when: {event: STOP, if: is_prod}, then: [{alert: {summary: stopped}}]}]\n");

    [Theory]
    [InlineData("web1 block_resize device=d0 size=1048576 --yes", "block_resize {\"device\":\"d0\",\"size\":1048576}")]
    [InlineData("web1 device_add driver=virtio-net-pci id=n1 mq=true vectors=10 --yes", "device_add {\"driver\":\"virtio-net-pci\",\"id\":\"n1\",\"mq\":true,\"vectors\":10}")]
    [InlineData("web1 query-block", "query-block")]
    [InlineData("web1 qom-get {\"path\":\"/machine\",\"property\":\"type\"}", "qom-get {\"path\":\"/machine\",\"property\":\"type\"}")]
    [InlineData("web1 migrate_set_downtime value=18446744073709551615 --yes --unchecked", "migrate_set_downtime {\"value\":18446744073709551615}")]
    [InlineData("web1 x-vendor a=b n=7 l=[1] --yes", "x-vendor {\"a\":\"b\",\"n\":7,\"l\":[1]}")]
    public async Task Qmp_arguments_take_the_types_of_the_command(string arguments, string heard)
    {
        var terminal = new TestTerminal();

        Assert.True(await Run(terminal, ["qmp", .. arguments.Split(' ')]) == ExitCode.Fine, terminal.Error);

        Assert.Equal([heard], Monitor.Heard);
        Assert.Equal("running", (string?)JsonNode.Parse(terminal.Out)!["status"]);
    }

    [Theory]
    [InlineData("web1 block_resize device=d0 size=1G --yes", "argument 'size' of block_resize is a whole number, which '1G' is not")]
    [InlineData("web1 block_resize device=d0 sice=1 --yes", "did you mean 'size'?")]
    [InlineData("web1 block_resize --yes", "needs the argument 'size'")]
    [InlineData("web1 set_password protocol=vcn password=x --yes", "did you mean 'vnc'?")]
    [InlineData("web1 stop now", "'now' is neither name=value")]
    [InlineData("web1 stop a=1 a=2", "given twice")]
    [InlineData("web1 stop {\"a\":", "it ends in the middle")]
    public async Task Qmp_wrong_arguments_are_told_and_nothing_is_sent(string arguments, string problem)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await Run(terminal, ["qmp", .. arguments.Split(' ')]));

        Assert.Contains(problem, terminal.Error, StringComparison.Ordinal);
        Assert.Empty(Monitor.Heard);
    }

    [Theory]
    [InlineData("stop", "y\n", true)]
    [InlineData("stop", "\n", false)]
    [InlineData("quit", "y\n", false)]
    [InlineData("quit", "web\n", false)]
    [InlineData("quit", "web1\n", true)]
    public async Task Qmp_person_is_shown_the_risk_and_asked(string command, string answer, bool isSent)
    {
        var terminal = new TestTerminal(person: answer);

        Assert.Equal(isSent ? ExitCode.Fine : ExitCode.Failed, await Run(terminal, "qmp", "web1", command));

        Assert.Contains(command == "stop" ? "stop is reversible. VM web1" : "quit is destructive. VM web1", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(isSent ? [command] : [], Monitor.Heard);
    }

    [Fact]
    public async Task Qmp_command_that_is_not_known_counts_as_destructive_and_its_name_is_guessed()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await Run(terminal, "qmp", "web1", "query-blokc"));

        Assert.Contains("did you mean query-block?", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("--yes", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("refused", (string?)Assert.Single(await RowsAsync("audit"))["outcome"]);
    }

    [Fact]
    public async Task Watch_shows_events_that_rules_do_not_want_and_nothing_of_a_guest_steers_the_terminal()
    {
        var (terminal, json) = (new TestTerminal(), new TestTerminal());
        var watching = Run(terminal, "watch", "web1", "--event", "NIC_*", "--if", "is_prod && has(data.name) && data.name != \"skip\"", "--count", "1");
        var other = Run(json, "watch", "--count", "2", "--output", "json");
        await UntilAsync(() => Task.FromResult(watching.IsCompleted
            || (terminal.Error.Contains("of which 1 is heard", StringComparison.Ordinal) && json.Out.Contains("watching", StringComparison.Ordinal))));

        await Monitor.SayAsync("""{"event": "NIC_RX_FILTER_CHANGED", "data": {"name": "skip"}}""");
        await Monitor.SayAsync("{\"event\": \"NIC_RX_FILTER_CHANGED\", \"data\": {\"name\": \"\\u001b[2J\u202e\", \"path\": \"/p\"}}");

        Assert.Equal((ExitCode.Fine, ExitCode.Fine), (await watching.WaitAsync(HangGuard), await other.WaitAsync(HangGuard)));
        Assert.Contains("web1", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("NIC_RX_FILTER_CHANGED", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("skip", terminal.Out, StringComparison.Ordinal);
        Assert.All([terminal.Out, json.Out], text => Assert.DoesNotContain(text, c => c is '\x1b' or '\u202e'));
        Assert.Equal(0, (int)(await RowsAsync("vms"))[0]["received"]!);
    }

    [Theory]
    [InlineData("stop", "STOP", "watch", "--event", "stop")]
    [InlineData("vnc-*", "VNC_*", "watch", "--event", "vnc-*")]
    [InlineData("Stop", "STOP", "events", "--name", "Stop")]
    public async Task Event_that_differs_from_a_known_one_by_its_letters_alone_is_refused(string name, string meant, params string[] arguments)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await Run(terminal, arguments).WaitAsync(HangGuard));

        Assert.Equal($"reactor: there is no event {name}: did you mean {meant}?\n", terminal.Error);
    }

    [Fact]
    public async Task Watch_tells_of_events_that_never_come_and_goes_on_watching()
    {
        var terminal = new TestTerminal();
        var watching = Run(terminal, "watch", "--event", "STPO", "--event", "VNCC_*", "--event", "VM_GAP", "--event", "STOP", "--count", "1");
        await UntilAsync(() => Task.FromResult(watching.IsCompleted || terminal.Error.Contains("watching 1 VM, of which 1 is heard now; times are when an event was read", StringComparison.Ordinal)));

        await Monitor.SayAsync("""{"event": "STOP"}""");

        Assert.Equal(ExitCode.Fine, await watching.WaitAsync(HangGuard));
        Assert.Contains("no event STPO is known: did you mean STOP?\nno event is known that VNCC_* means", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("VM_GAP is Reactor's own, and no VM reports it: 'reactor events --name VM_GAP' shows it", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_of_a_VM_that_is_not_there_tells_the_nearest_and_waits_for_it()
    {
        var terminal = new TestTerminal();
        var watching = Run(terminal, "watch", "webb1", "web1", "--count", "1");
        await UntilAsync(() => Task.FromResult(watching.IsCompleted || terminal.Error.Contains("watching 1 VM, ", StringComparison.Ordinal)));

        await Monitor.SayAsync("""{"event": "STOP"}""");

        Assert.Equal(ExitCode.Fine, await watching.WaitAsync(HangGuard));
        Assert.StartsWith("there is no VM webb1 now: did you mean web1?\nwatching 1 VM, ", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dashboard_whose_door_waits_for_a_restart_says_so()
    {
        var (before, after) = (new TestTerminal(), new TestTerminal());
        Assert.Equal(ExitCode.Failed, await Run(before, "dashboard"));
        Assert.Contains("add `http: {listen: \"127.0.0.1:9470\"}` to reactor.yaml and restart Reactor", before.Error, StringComparison.Ordinal);

        await File.AppendAllTextAsync(Folder.File("reactor.yaml"), "http: {listen: \"127.0.0.1:0\"}\n");
        Assert.Equal(ExitCode.Fine, await Run(new TestTerminal(), "reload"));

        Assert.Equal(ExitCode.Failed, await Run(after, "dashboard"));
        Assert.Contains("there is no HTTP door yet: reactor.yaml has `http`, and only a restart of Reactor is missing", after.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--if", "data.x ==")]
    [InlineData("--count", "0")]
    public async Task Watch_wrong_filter_is_a_usage_error(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, await Run(new TestTerminal(), ["watch", .. arguments]));

    [Fact]
    public async Task Alert_that_nobody_is_told_of_says_so_and_a_reload_tells_that_it_ended_with_its_rule()
    {
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("alerts")).Count == 1);
        var (alerts, reload, after) = (new TestTerminal(), new TestTerminal(), new TestTerminal());

        await Run(alerts, "alerts");
        File.Delete(Folder.File("a.rules.yaml"));
        Assert.Equal(ExitCode.Fine, await Run(reload, "reload"));
        await Run(after, "alerts");

        Assert.Matches(@"TO +BY +RESOLVED BY +SUMMARY", alerts.Out);
        Assert.Matches(@"nobody +stopped", alerts.Out);
        Assert.Contains("alert ended, its rule is gone: stopped on web1: stopped", reload.Out, StringComparison.Ordinal);
        Assert.Contains("rule_removed", after.Out, StringComparison.Ordinal);
        Assert.Matches(@"SINCE +ENDED +VM", after.Out);
        Assert.Matches(@"Z +web1", alerts.Out);
        Assert.Matches(@"Z  20\d\d-[^ ]+Z +web1", after.Out);
    }

    [Fact]
    public async Task Vms_of_a_name_that_none_has_says_so()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await Run(terminal, "vms", "--vm", "nosuch"));

        Assert.Contains("there is no VM 'nosuch': 'reactor vms' shows those that there are", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("", terminal.Out);
    }

    [Fact]
    public async Task Vms_show_their_labels()
    {
        var terminal = new TestTerminal();

        await Run(terminal, "vms", "--vm", "web1");

        Assert.Contains("env=prod", terminal.Out, StringComparison.Ordinal);
        Assert.Equal("prod", (string?)(await RowsAsync("vms"))[0]["labels"]!["env"]);
    }

    [Fact]
    public async Task Status_says_how_the_daemon_is()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, "status"));

        Assert.Matches(@"up since +20\d\d-", terminal.Out);
        Assert.Matches(@"VMs +1: 1 live\n", terminal.Out);
        Assert.Matches(@"rules +1, loaded at 20", terminal.Out);
        Assert.Matches(@"store +written, (1 commit waits|\d+ commits wait)", terminal.Out);
        Assert.Matches(@"alerts +none is open\n", terminal.Out);
        Assert.Matches(@"targets +nothing was sent yet\n", terminal.Out);
        Assert.Matches(@"deliveries +0 waiting, none given up\n", terminal.Out);
        Assert.Matches(@"holds +no silence and no maintenance in force\n", terminal.Out);
        Assert.Matches(@"actions +none is paused\n", terminal.Out);
        Assert.Matches(@"bounds +none of Reactor's own limits was met\n", terminal.Out);
    }

    [Fact]
    public async Task Status_tells_open_alerts_what_is_held_and_paused_and_that_files_are_bad()
    {
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("alerts")).Count == 1);
        await TextAsync("silence", "add", "rule=stopped", "--for", "1h", "--reason", "x");
        await TextAsync("maintenance", "add", "--vm", "web1", "--for", "1h", "--reason", "x");
        await TextAsync("actions", "pause", "--rule", "stopped", "--reason", "looking");
        Folder.Write("a.rules.yaml", "version: 1\nrules: [{nam: x}]\n");
        await Run(new TestTerminal(), "reload");
        // What is counted of the store is counted once a second.
        await UntilAsync(async () => (int?)(await RowAsync("status"))["holds"]?["maintenances"] == 1);

        var (text, row) = (await TextAsync("status"), await RowAsync("status"));

        Assert.Matches(@"alerts +\d open: .*1 warning firing", text);
        Assert.Matches(@"holds +1 silence, 1 maintenance in force\n", text);
        Assert.Matches(@"actions +1 pause:\n +paused: commands and programs of rule stopped", text);
        Assert.Matches(@"rules +1, loaded at .*\n +the configuration files are bad", text);
        Assert.Single(row["alerts"]!.AsArray(), alert => ((string?)alert!["state"], (string?)alert["severity"], (int?)alert["count"]) == ("firing", "warning", 1));
        Assert.Single(row["pauses"]!.AsArray());
    }

    [Fact]
    public async Task Vms_and_rules_tell_that_the_files_are_bad_and_what_runs_instead()
    {
        Folder.Write("a.rules.yaml", "version: 1\nrules: [{nam: x}]\n");
        Assert.Equal(ExitCode.BadConfiguration, await Run(new TestTerminal(), "reload"));
        var (vms, rules) = (new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await Run(vms, "vms"));
        Assert.Equal(ExitCode.Fine, await Run(rules, "rules"));

        Assert.All([vms, rules], t => Assert.Contains("the configuration files are bad, as was found at 20", t.Error, StringComparison.Ordinal));
        Assert.Matches(@"QUARANTINED +FINGERPRINT", rules.Out);
        Assert.DoesNotContain("bad", vms.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--vm web2 --reason x", "there is no VM web2: did you mean web1?")]
    [InlineData("--rule stoped --reason x", "there is no rule stoped: did you mean stopped?")]
    public async Task Pause_of_what_is_not_there_is_refused_and_nothing_is_paused(string arguments, string problem)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await Run(terminal, ["actions", "pause", .. arguments.Split(' ')]));

        Assert.Contains(problem, terminal.Error, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync("actions", "list"));
    }

    [Fact]
    public async Task Pause_of_everything_while_no_daemon_runs_holds_from_the_next_start()
    {
        await StopHostAsync();
        var (paused, again, one) = (new TestTerminal(), new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await Run(paused, "actions", "pause", "--reason", "outage"));
        Assert.Equal(ExitCode.Fine, await Run(again, "actions", "pause", "--reason", "outage"));
        Assert.Equal(ExitCode.Failed, await Run(one, "actions", "pause", "--vm", "web1", "--reason", "outage"));

        Assert.Contains("p1: commands and programs of all VMs and rules are paused", paused.Out, StringComparison.Ordinal);
        Assert.Contains("it starts with what is paused", paused.Error, StringComparison.Ordinal);
        Assert.Matches("paused already, since 20.*: outage", again.Out);
        Assert.Contains("leave out --vm and --rule", one.Error, StringComparison.Ordinal);
        await StartHostAsync();
        Assert.Equal("outage", (string?)Assert.Single(await RowsAsync("actions", "list"))["reason"]);
        Assert.Contains("ok actions pause", (await RowsAsync("audit")).Select(row => $"{row["outcome"]} {row["command"]}"));
    }

    [Fact]
    public async Task Pause_while_no_daemon_runs_and_none_ever_did_makes_no_store()
    {
        using var folder = new TestFolder();
        folder.Write("reactor.yaml", "version: 1\nvms: []\nrules: []\n");
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("actions", "pause", "--reason", "x", "--config", folder.Path));

        Assert.Contains("start it once", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(["reactor.yaml"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("actions pause")]
    [InlineData("actions pause --reason")]
    [InlineData("actions resume p1 --vm web1")]
    [InlineData("actions")]
    [InlineData("events show")]
    public async Task Acting_commands_without_what_they_need_are_usage_errors(string arguments) =>
        Assert.Equal(ExitCode.Usage, await Run(new TestTerminal(), arguments.Split(' ')));

    [Fact]
    public async Task Pauses_are_listed_told_where_one_looks_and_ended_one_by_one()
    {
        var (all, again, one, vms, resumed, last) = (new TestTerminal(), new TestTerminal(), new TestTerminal(), new TestTerminal(), new TestTerminal(), new TestTerminal());
        Assert.Equal(ExitCode.Fine, await Run(all, "actions", "pause", "--reason", "storage is moved"));
        Assert.Equal(ExitCode.Fine, await Run(again, "actions", "pause", "--reason", "another"));
        Assert.Equal(ExitCode.Fine, await Run(one, "actions", "pause", "--vm", "web", "--rule", "stopped", "--reason", "\u001b[2J"));
        await Run(vms, "vms");
        Assert.Equal(ExitCode.Fine, await Run(resumed, "actions", "resume"));
        Assert.Equal(ExitCode.Fine, await Run(last, "actions", "resume", "--vm", "web1", "--rule", "stopped"));

        Assert.Contains("p1: commands and programs of all VMs and rules are paused", all.Out, StringComparison.Ordinal);
        Assert.Matches("paused already, since 20.*: storage is moved", again.Out);
        Assert.Contains("p2: commands and programs of rule stopped on VM web1 are paused", one.Out, StringComparison.Ordinal);
        Assert.Contains("paused: commands and programs of all VMs and rules, since 20", vms.Error, StringComparison.Ordinal);
        Assert.Contains(@"\x1b[2J ('reactor actions resume p2' ends it)", vms.Error, StringComparison.Ordinal);
        Assert.Contains("1 other pause is in force", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("go on", last.Out, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync("actions", "list"));
        Assert.Equal(
            ["ok actions resume", "ok actions resume", "ok actions pause", "ok actions pause", "ok actions pause"],
            (await RowsAsync("audit")).Select(row => $"{row["outcome"]} {row["command"]}"));
    }

    [Fact]
    public async Task Event_is_shown_with_what_followed_by_any_id_and_unknown_ids_are_told()
    {
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("alerts")).Count == 1);
        var alert = (string)(await RowsAsync("alerts"))[0]["uid"]!;
        var (shown, unknown) = (new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await Run(shown, "events", "show", alert));
        Assert.Equal(ExitCode.Failed, await Run(unknown, "events", "show", "msg_none"));

        Assert.Contains("STOP of web1", shown.Out, StringComparison.Ordinal);
        Assert.Matches(@"alert \w+ +stopped +firing, 1 time: stopped", shown.Out);
        Assert.Contains("No event, firing, delivery, step or alert has an id that begins with msg_none", unknown.Error, StringComparison.Ordinal);
    }
}
