using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

/// <summary>The real daemon with one VM that is played: what an operator does to its alerts.</summary>
public sealed class AlertCommandTests : PlayedDaemonCommands
{
    public override Task InitializeAsync() => StartAsync(
        "version: 1\nvms: [{name: web1, host: h7, labels: {env: prod}, qmp: \"SOCKET\"}]\nrules: [\"*.rules.yaml\"]\ntargets: {oncall: {webhook: {url: \"http://127.0.0.1:9/\"}}}\nroutes: [{to: oncall}]\n",
        "version: 1\nrules:\n  - {name: stopped, labels: {team: virt}, when: {event: STOP}, then: [{alert: {summary: stopped, resolved_by: [{event: RESUME}]}}]}\n  - {name: was-reset, when: {event: RESET}, then: [{alert: {summary: was reset}}]}\n");

    [Fact]
    public async Task Alert_is_acknowledged_shown_and_ended_by_hand_with_who_and_what_they_said()
    {
        var uid = await OpenAsync("STOP");

        var ack = await RowAsync("alerts", "ack", uid[2..12], "--comment", "on it", "--author", "ann");
        Assert.Equal(("acknowledged", true), ((string?)ack["state"], (bool?)ack["in_force"]));
        Assert.Matches(@"^ann \(uid \d+\)$", (string?)ack["acknowledged"]!["by"]);

        var shown = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await Run(shown, "alerts", "show", uid[..8]));
        Assert.Contains("on it", shown.Out, StringComparison.Ordinal);
        Assert.Equal(uid, (string?)Assert.Single(await RowsAsync("alerts", "list", "--state", "open"))["uid"]);
        Assert.Empty(await RowsAsync("alerts", "--state", "firing"));

        var ended = await RowAsync("alerts", "resolve", uid, "--comment", "a test", "--author", "bob");
        Assert.Equal(("resolved", "hand"), ((string?)ended["state"], (string?)ended["resolved_by"]));
        Assert.Equal("a test", (string?)ended["ended"]!["comment"]);
        Assert.StartsWith("ann", (string?)ended["acknowledged"]!["by"], StringComparison.Ordinal);

        var late = new TestTerminal();
        Assert.Equal(ExitCode.Failed, await Run(late, "alerts", "ack", uid));
        Assert.Contains("has ended already, by hand", late.Error, StringComparison.Ordinal);

        var audit = await RowsAsync("audit");
        Assert.Equal(["refused alerts ack", "ok alerts resolve", "ok alerts ack"], audit.Select(row => $"{row["outcome"]} {row["command"]}"));
        Assert.All(audit, row => Assert.True((long?)row["pid"] == Environment.ProcessId));
        Assert.Equal("web1", (string?)audit[1]["vm"]);
        Assert.Equal("a test", (string?)audit[1]["arguments"]!["comment"]);
    }

    [Fact]
    public async Task Alert_acknowledged_once_more_keeps_who_looks_after_it_unless_something_is_said()
    {
        var uid = await OpenAsync("STOP");
        await RowAsync("alerts", "ack", uid, "--comment", "on it", "--author", "ann");

        var again = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await Run(again, "alerts", "ack", uid, "--author", "bob"));
        Assert.Matches($@"warning: the alert {uid} is acknowledged already, which stays: by ann \(uid \d+\) at \S+Z: on it", again.Error);
        Assert.Equal("on it", (string?)Assert.Single(await RowsAsync("alerts"))["acknowledged"]!["comment"]);

        var other = await RowAsync("alerts", "ack", uid, "--comment", "mine now", "--author", "bob");
        Assert.Matches(@"was acknowledged already; this takes the place of it: by ann \(uid \d+\) at \S+Z: on it", (string?)Assert.Single(other["warnings"]!.AsArray()));
        Assert.Equal("mine now", (string?)other["acknowledged"]!["comment"]);
        Assert.Equal(["mine now", "", "on it"], (await RowsAsync("audit")).Select(row => (string?)row["arguments"]!["comment"]));
    }

    [Fact]
    public async Task Several_alerts_are_acknowledged_together_or_none_of_them()
    {
        var (stopped, reset) = (await OpenAsync("STOP"), await OpenAsync("RESET", """{"guest": true, "reason": "guest-reset"}"""));

        var wrong = new TestTerminal();
        Assert.Equal(ExitCode.Failed, await Run(wrong, "alerts", "ack", stopped, reset[..^1] + "1"));
        Assert.Contains($"did you mean {reset}?", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RowsAsync("alerts", "--state", "firing")).Count);

        var both = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await Run(both, "alerts", "ack", stopped, reset));
        Assert.Equal(2, (await RowsAsync("alerts", "--state", "acknowledged")).Count);

        var any = new TestTerminal();
        Assert.Equal(ExitCode.Failed, await Run(any, "alerts", "resolve", "a_"));
        Assert.Contains("may be 2 alerts", any.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alert_whose_rule_or_vm_is_taken_out_of_the_configuration_ends_by_that()
    {
        await OpenAsync("STOP");
        await OpenAsync("RESET", """{"guest": true, "reason": "guest-reset"}""");
        Folder.Write("a.rules.yaml", "version: 1\nrules: [{name: stopped, labels: {team: virt}, when: {event: STOP}, then: [{alert: {summary: stopped, resolved_by: [{event: RESUME}]}}]}]\n");
        Assert.Equal(ExitCode.Fine, await Run(new TestTerminal(), "reload"));
        Assert.Equal("was-reset rule_removed", Ended(Assert.Single(await RowsAsync("alerts", "--state", "resolved"))));

        Folder.Write("reactor.yaml", "version: 1\nvms: []\nrules: [\"*.rules.yaml\"]\ntargets: {oncall: {webhook: {url: \"http://127.0.0.1:9/\"}}}\nroutes: [{to: oncall}]\n");
        Assert.Equal(ExitCode.Fine, await Run(new TestTerminal(), "reload"));
        await UntilAsync(async () => (await RowsAsync("alerts", "--state", "open")).Count == 0);
        Assert.Equal(["stopped vm_removed", "was-reset rule_removed"], (await RowsAsync("alerts")).Select(Ended).Order());
        Assert.Equal(["firing", "firing", "resolved", "resolved"], (await RowsAsync("deliveries")).Select(row => (string?)row["kind"]).Order());

        static string Ended(JsonObject row) => $"{row["rule"]} {row["resolved_by"]}";
    }

    [Fact]
    public async Task Silence_is_added_listed_with_what_it_means_and_expired()
    {
        var before = await RowAsync("silence", "add", "vm=web1", "rule=~st.*", "--for", "2h", "--reason", "disk is replaced", "--author", "ann");
        Assert.Equal(("active", 0), ((string?)before["state"], (int?)before["alerts"]));
        var id = (string)before["id"]!;
        Assert.Matches("^s[a-z2-7]{5}$", id);
        var alert = await OpenAsync("STOP");
        Assert.Equal("silenced", (string?)Assert.Single(await RowsAsync("alerts", "--uid", alert))["held"]);

        var listed = Assert.Single(await RowsAsync("silence", "list"));
        Assert.Equal((id, "active", 1, "disk is replaced"), ((string?)listed["id"], (string?)listed["state"], (int?)listed["alerts"], (string?)listed["reason"]));
        Assert.Equal(["vm=web1", "rule=~st.*"], listed["matchers"]!.AsArray().Select(m => (string?)m));
        Assert.Empty(await RowsAsync("maintenance", "list"));

        var table = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await Run(table, "silence"));
        Assert.Contains("vm=web1 rule=~st.*", table.Out, StringComparison.Ordinal);

        var ended = await RowAsync("silence", "expire", id[..3]);
        Assert.Equal(("expired", true), ((string?)ended["state"], ended["ended_by"] is not null));
        Assert.Null((string?)Assert.Single(await RowsAsync("alerts", "--uid", alert))["held"]);
        Assert.Equal(["silence end", "silence add"], (await RowsAsync("audit")).Select(row => (string?)row["command"]));
    }

    [Fact]
    public async Task Silence_until_resolved_is_over_with_its_alerts()
    {
        await OpenAsync("STOP");
        Assert.Equal("active", (string?)(await RowAsync("silence", "add", "team=virt", "--until-resolved", "--reason", "known"))["state"]);
        await Monitor.SayAsync("""{"event": "RESUME", "timestamp": {"seconds": 1772445601, "microseconds": 0}}""");
        await UntilAsync(async () => (string?)(await RowsAsync("silence", "list"))[0]["state"] == "expired");
    }

    [Fact]
    public async Task Maintenance_of_a_host_is_added_and_ended()
    {
        var added = await RowAsync("maintenance", "add", "--host", "h7", "--label", "env=prod", "--for", "30m", "--starts", "1h", "--reason", "kernel");
        Assert.Equal("pending", (string?)added["state"]);
        Assert.Equal(["host=h7", "label.env=prod"], added["matchers"]!.AsArray().Select(m => (string?)m));
        Assert.Equal("expired", (string?)(await RowAsync("maintenance", "end", (string)added["id"]!))["state"]);
        var again = new TestTerminal();
        Assert.Equal(ExitCode.Failed, await Run(again, "maintenance", "end", (string)added["id"]!));
        Assert.Contains("has ended already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beginning_of_a_name_means_the_silence_that_has_not_ended()
    {
        var first = (string)(await RowAsync("silence", "add", "vm=web1", "--for", "1h", "--reason", "x"))["id"]!;
        await TextAsync("silence", "expire", first);
        var second = (string)(await RowAsync("silence", "add", "vm=web1", "--for", "1h", "--reason", "x"))["id"]!;

        Assert.Equal(second, (string?)(await RowAsync("silence", "expire", "s"))["id"]);
        var again = new TestTerminal();
        Assert.Equal(ExitCode.Failed, await Run(again, "silence", "expire", first));
        Assert.Contains($"the silence {first} has ended already", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("silence add alert=stoped --for 1h --reason x", "no rule has an alert stoped now: did you mean stopped?")]
    [InlineData("maintenance add --label evn=prod --for 1h --reason x", "no VM has a label evn now: did you mean env?")]
    [InlineData("maintenance add --label env=prdo --for 1h --reason x", "no VM has the label env=prdo now: did you mean prod?")]
    [InlineData("maintenance add --label env=prod --for 1h --reason x", null)]
    [InlineData("maintenance add --label evn=prod --for 1h --reason x --unchecked", null)]
    [InlineData("silence add alert=stopped --for 1h --reason x", null)]
    [InlineData("silence add alert=~st.* --for 1h --reason x", null)]
    public async Task What_is_not_there_and_may_come_is_done_and_told(string arguments, string? warning)
    {
        var terminal = new TestTerminal();

        Assert.True(await Run(terminal, arguments.Split(' ')) == ExitCode.Fine, terminal.Error);

        Assert.Equal(warning is null ? "" : $"reactor: warning: {warning}\n", terminal.Error);
        Assert.Equal("active", (string?)Assert.Single(await RowsAsync(arguments.Split(' ')[0], "list"))["state"]);
    }

    [Theory]
    [InlineData("silence add vm=wbe1 --for 1h --reason x", 1, "there is no VM wbe1: did you mean web1?")]
    [InlineData("silence add rule=stoped --for 1h --reason x", 1, "did you mean stopped?")]
    [InlineData("silence add tean=virt --for 1h --reason x", 1, "no rule's alerts have a label tean: did you mean team?")]
    [InlineData("silence add severity=critcal --for 1h --reason x", 1, "did you mean critical?")]
    [InlineData("silence add web1 --for 1h --reason x", 2, "'web1' is no matcher")]
    [InlineData("silence add vm=~web( --for 1h --reason x", 2, "can't be used")]
    [InlineData("silence add vm=web1 --reason x", 2, "say for how long")]
    [InlineData("silence add vm=web1 --for 1h --until 2030-01-01 --reason x", 2, "exclude each other")]
    [InlineData("silence add vm=web1 --until 2020-01-01T00:00:00Z --reason x", 2, "over before it begins")]
    [InlineData("silence add vm=web1 --for 9000d --reason x", 2, "is no duration")]
    [InlineData("silence add vm=web1 --for 1h", 2, "--reason")]
    [InlineData("maintenance add --host h9 --for 1h --reason x", 1, "there is no host h9")]
    [InlineData("maintenance add --for 1h --reason x", 2, "say what is maintained")]
    [InlineData("maintenance add --label env --for 1h --reason x", 2, "'env' is no matcher")]
    [InlineData("silence expire sxxxxx", 1, "there is no silence sxxxxx")]
    [InlineData("alerts ack a_nothing", 1, "there is no alert a_nothing")]
    [InlineData("alerts show a_nothing", 1, "there is no alert a_nothing")]
    public async Task What_is_wrong_is_told_and_nothing_is_done(string arguments, int code, string said)
    {
        var terminal = new TestTerminal();

        Assert.True(await Run(terminal, arguments.Split(' ')) == code, terminal.Error);

        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync("silence", "list"));
        Assert.Empty(await RowsAsync("maintenance", "list"));
    }

    [Fact]
    public async Task Names_of_what_is_to_come_are_taken_where_that_is_asked_for()
    {
        Assert.Equal("active", (string?)(await RowAsync("silence", "add", "vm=web9", "tean!=x", "--for", "1h", "--reason", "x", "--unchecked"))["state"]);
        Assert.Equal("active", (string?)(await RowAsync("maintenance", "add", "--vm", "web8", "--vm", "web9", "--for", "1h", "--reason", "x", "--unchecked"))["state"]);
        Assert.Equal("vm=~web8|web9", (string?)Assert.Single(await RowsAsync("maintenance", "list"))["matchers"]![0]);
    }

    /// <summary>Has the VM say something, and gives the name of the alert that it opens.</summary>
    private async Task<string> OpenAsync(string name, string data = "{}")
    {
        var before = (await RowsAsync("alerts")).Count;
        await Monitor.SayAsync($$"""{"event": "{{name}}", "data": {{data}}, "timestamp": {"seconds": 1772445600, "microseconds": 0} }""");
        await UntilAsync(async () => (await RowsAsync("alerts")).Count > before);
        return (string)(await RowsAsync("alerts"))[0]["uid"]!;
    }
}
