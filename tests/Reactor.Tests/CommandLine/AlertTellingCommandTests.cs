using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

/// <summary>The real daemon with one VM that is played: whom <c>reactor alerts</c> says to have been told, and what it says of names that aren't there.</summary>
public sealed class AlertTellingCommandTests : PlayedDaemonCommands
{
    public override Task InitializeAsync() => StartAsync(
        """
            version: 1
            vms: [{name: web1, qmp: "SOCKET"}]
            rules: ["*.rules.yaml"]
            targets: {oncall: {webhook: {url: "http://127.0.0.1:9/"}}}
            routes:
              - {if: 'alert.severity == "critical"', to: oncall, group_by: [rule], wait: 1h}
              - {to: oncall}
            """,
        """
            version: 1
            rules:
              - {name: stopped, severity: error, when: {event: STOP}, then: [{alert: {severity: critical, summary: stopped, resolved_by: [{event: RESUME}]}}]}
              - {name: was-reset, when: {event: RESET}, then: [{alert: {summary: was reset}}]}
              - {name: repair, allow: destructive, when: {event: WATCHDOG}, then: [{qmp: {run: [{command: system_reset}]}}]}
            """);

    [Fact]
    public async Task Alert_of_a_group_that_has_not_told_yet_is_told_to_nobody_when_it_ends()
    {
        await HappensAsync("STOP");
        await UntilAsync(async () => (await RowsAsync("alerts")) is [{ } row] && row["waits_until"] is not null);

        var waiting = Assert.Single(await RowsAsync("alerts"));
        Assert.Equal(("[]", "[\"oncall\"]"), (waiting["targets"]!.ToJsonString(), waiting["waiting"]!.ToJsonString()));
        Assert.Matches(@"\(oncall, waits until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)", await TextAsync("alerts"));

        await HappensAsync("RESUME");
        await UntilAsync(async () => (await TextAsync("alerts")).Contains("nobody (ended before it was told)", StringComparison.Ordinal));
        Assert.Equal("[]", Assert.Single(await RowsAsync("alerts"))["targets"]!.ToJsonString());
    }

    [Fact]
    public async Task Alert_says_which_maintenance_holds_it_and_which_silence_holds_it_since_it_was_told()
    {
        await HappensAsync("RESET", """{"guest": true, "reason": "guest-reset"}""");
        await UntilAsync(async () => (await RowsAsync("alerts")).Count == 1);
        Assert.Contains("oncall", await TextAsync("alerts"), StringComparison.Ordinal);

        var silence = await IdAsync("silence", "add", "vm=web1", "--for", "2h", "--reason", "x");
        Assert.Matches($@"oncall, silenced until \S+Z \({silence}\)", await TextAsync("alerts"));

        var maintenance = await IdAsync("maintenance", "add", "--vm", "web1", "--for", "1h", "--reason", "x");
        await HappensAsync("STOP");
        await UntilAsync(async () => (await RowsAsync("alerts")).Count == 2);
        Assert.Contains($"nobody (maintenance {maintenance})", await TextAsync("alerts"), StringComparison.Ordinal);

        var shown = await TextAsync("alerts", "show", (string)(await RowsAsync("alerts", "--rule", "was-reset"))[0]["uid"]!);
        Assert.DoesNotContain("{", shown.Replace("{\"vm\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("+00:00", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_that_a_maintenance_holds_stands_in_the_trace_with_it()
    {
        var maintenance = await IdAsync("maintenance", "add", "--vm", "web1", "--for", "1h", "--reason", "x");
        await HappensAsync("WATCHDOG", """{"action": "none"}""");
        await UntilAsync(async () => (await RowsAsync("events", "--name", "WATCHDOG")) is [{ } row] && (long?)row["matched"] > 0);

        var trace = await TextAsync("events", "show", (string)(await RowsAsync("events", "--name", "WATCHDOG"))[0]["id"]!);

        Assert.Contains($"held maintenance: commands to this VM are held (maintenance: {maintenance})", trace, StringComparison.Ordinal);
        Assert.Contains("1 rule matched it, 1 fired", trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no VM wbe1 now: did you mean web1?", "alerts", "--vm", "wbe1")]
    [InlineData("there is no VM wbe1 now: did you mean web1?", "events", "--vm", "wbe1")]
    [InlineData("no event GUEST_PANICED is known: did you mean GUEST_PANICKED?", "events", "--name", "GUEST_PANICED")]
    [InlineData("there is no target onkall now: did you mean oncall?", "deliveries", "--target", "onkall")]
    [InlineData("there is no rule stoped now: did you mean stopped?", "alerts", "--rule", "stoped")]
    [InlineData("none", "alerts", "--vm", "wb*")]
    [InlineData("none", "alerts", "--vm", "web1")]
    public async Task Filter_that_names_what_is_not_there_is_told(string said, params string[] arguments)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, arguments));

        Assert.Equal(said == "none" ? "none\n" : $"{said}\nnone\n", terminal.Error);
    }

    [Fact]
    public async Task Retry_of_a_target_that_is_not_there_is_told()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await Run(terminal, "deliveries", "retry", "--target", "onkall"));

        Assert.Contains("there is no target onkall now: did you mean oncall?", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_is_found_by_the_beginning_of_its_id()
    {
        await HappensAsync("RESET", """{"guest": true, "reason": "guest-reset"}""");
        await UntilAsync(async () => (await RowsAsync("deliveries")).Count == 1);
        var id = (string)(await RowsAsync("deliveries"))[0]["webhook_id"]!;

        Assert.Contains(id, await TextAsync("deliveries", "show", id[..12]), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, await Run(new TestTerminal(), "deliveries", "show", "msg"));
    }

    private Task HappensAsync(string name, string data = "{}") =>
        Monitor.SayAsync($$"""{"event": "{{name}}", "data": {{data}}, "timestamp": {"seconds": 1772445600, "microseconds": 0} }""");

    private async Task<string> IdAsync(params string[] arguments) => (string)Assert.Single(await RowsAsync(arguments))["id"]!;
}
