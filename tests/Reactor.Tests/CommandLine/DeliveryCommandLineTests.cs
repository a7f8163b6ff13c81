using Reactor.CommandLine;
using Reactor.Demo.Lab;

namespace Reactor.Tests.CommandLine;

/// <summary>The real daemon with one VM and one target that are played, and what an operator does about deliveries.</summary>
public sealed class DeliveryCommandLineTests : PlayedDaemonCommands
{
    private WebhookReceiver _receiver = null!;

    public override async Task InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync(TimeProvider.System, CancellationToken.None);
        await StartAsync(
            $$$"""
            version: 1
            vms: [{name: web1, qmp: "SOCKET"}]
            rules: ["*.rules.yaml"]
            targets: {oncall: {webhook: {url: "{{{_receiver.Url}}}/hook", retry: {attempts: 1}, breaker: {failures: 2, open: 1h..1h} } } }
            routes: [{to: oncall}]
            """,
            "version: 1\nrules: [{name: stopped, when: {event: STOP}, then: [{send: {to: oncall, body: {text: \"{{ vm.name }} stopped\"}}}]}]\n");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Dead_letter_is_shown_whole_and_retried_with_the_same_id_and_bytes()
    {
        _receiver.Answer("/hook", ReceiverAnswer.Status(500), ReceiverAnswer.Ok);
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("deliveries")).Exists(row => (string?)row["state"] == "dead"));
        var id = (string)(await RowsAsync("deliveries"))[0]["webhook_id"]!;
        var (shown, retried) = (new TestTerminal(), new TestTerminal());

        await UntilAsync(async () => (int?)(await RowAsync("status"))["deliveries"]?["dead"] == 1);
        var status = await TextAsync("status");
        Assert.Contains("0 waiting, 1 dead letter ('reactor deliveries --state dead')", status, StringComparison.Ordinal);
        Assert.Matches(@"targets +1; failing: oncall \('reactor targets' tells why\)\n", status);

        Assert.Equal(ExitCode.Fine, await Run(shown, "deliveries", "show", id));
        Assert.Equal(ExitCode.Fine, await Run(retried, "deliveries", "retry", "--target", "oncall", "--since", "1h"));
        await UntilAsync(async () => (await RowsAsync("deliveries"))[0]["state"]!.ToString() == "delivered");

        Assert.Contains("state:     dead (gave_up)", shown.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^1 .*Z +[0-9.]+ (us|ms|s) +dead +500 ", shown.Out);
        Assert.Contains("given up after 1 attempt: 500", shown.Out, StringComparison.Ordinal);
        Assert.Contains("{\"text\":\"web1 stopped\"}", shown.Out, StringComparison.Ordinal);
        Assert.Contains("1 dead letter is sent once more, to oncall", retried.Out, StringComparison.Ordinal);
        Assert.Equal(2, _receiver.Requests.Count);
        Assert.Single(_receiver.Requests.Select(request => (request.Header("webhook-id"), request.Text)).Distinct());
        var detail = (await RowsAsync("deliveries", "show", id))[0];
        Assert.Equal([(1, "dead"), (2, "delivered")], detail["tries"]!.AsArray().Select(attempt => ((int)attempt!["attempt"]!, (string)attempt["outcome"]!)));
        var audit = Assert.Single(await RowsAsync("audit"));
        Assert.Equal(("deliveries retry", "ok", "oncall"), ((string?)audit["command"], (string?)audit["outcome"], (string?)audit["arguments"]!["target"]));
        var done = new TestTerminal();
        Assert.Equal(ExitCode.Failed, await Run(done, "deliveries", "retry", id));
        Assert.Equal($"reactor: none of the ids is a dead letter: {id} is delivered already\n", done.Error);
    }

    [Fact]
    public async Task Deliveries_are_listed_since_a_time_whichever_way_it_is_written()
    {
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("deliveries")).Count == 1);

        Assert.Single(await RowsAsync("deliveries", "list", "--since", "1h"));
        Assert.Single(await RowsAsync("deliveries", "--since", "2026-03-02T10:00:00Z"));
        Assert.Empty(await RowsAsync("deliveries", "list", "--since", "9999-03-02"));
        var wrong = new TestTerminal();
        Assert.Equal(ExitCode.Usage, await Run(wrong, "deliveries", "--since", "yesterdy"));
        Assert.Contains("--since: 'yesterdy' is neither a duration such as 10m nor a time", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_is_gone_is_shown_with_its_alert_and_called_again()
    {
        _receiver.Answer("/hook", ReceiverAnswer.Gone, ReceiverAnswer.Ok);
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("alerts")).Exists(row => (string?)row["id"] == "reactor.target-disabled"));
        var target = Assert.Single(await RowsAsync("targets"));
        var (enabled, again, unknown) = (new TestTerminal(), new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await Run(enabled, "targets", "enable", "oncall"));
        Assert.Equal(ExitCode.Fine, await Run(again, "targets", "enable", "oncall"));
        Assert.Equal(ExitCode.Failed, await Run(unknown, "targets", "enable", "onkall"));

        Assert.Equal(("oncall", "webhook", "disabled"), ((string?)target["name"], (string?)target["kind"], (string?)target["state"]));
        Assert.Contains("called again", enabled.Out, StringComparison.Ordinal);
        Assert.Contains("was not disabled", again.Out, StringComparison.Ordinal);
        Assert.Contains("there is no target onkall: there are oncall", unknown.Error, StringComparison.Ordinal);
        await UntilAsync(async () => (await RowsAsync("alerts")).TrueForAll(row => (string?)row["state"] == "resolved"));
        Assert.Contains(await RowsAsync("audit"), row => (string?)row["command"] == "targets enable");
    }

    [Fact]
    public async Task Target_that_is_left_alone_is_tried_at_once_when_enabled_or_retried_by_hand()
    {
        _receiver.Answer("/hook", ReceiverAnswer.Status(500), ReceiverAnswer.Status(500), ReceiverAnswer.Status(500), ReceiverAnswer.Ok);
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("deliveries", "--state", "dead")).Count == 1);
        await Monitor.SayAsync("""{"event": "STOP"}""");
        await UntilAsync(async () => (await RowsAsync("deliveries", "--state", "dead")).Count == 2 && (string?)(await RowsAsync("targets"))[0]["state"] == "open");

        var first = (string)(await RowsAsync("deliveries"))[0]["webhook_id"]!;
        Assert.Contains("1 dead letter is sent once more, to oncall", await TextAsync("deliveries", "retry", first), StringComparison.Ordinal);
        await UntilAsync(async () => _receiver.Requests.Count == 3 && (await RowsAsync("deliveries", "--state", "dead")).Count == 2);

        Assert.Contains("target oncall was left alone after failures: what is due tries it at once", await TextAsync("targets", "enable", "oncall"), StringComparison.Ordinal);
        await TextAsync("deliveries", "retry", "--target", "oncall");
        await UntilAsync(async () => (await RowsAsync("deliveries", "--state", "delivered")).Count == 2);
        Assert.Contains("was not disabled", await TextAsync("targets", "enable", "oncall"), StringComparison.Ordinal);
        Assert.Equal(["deliveries retry", "targets enable", "deliveries retry"], (await RowsAsync("audit")).Select(row => (string?)row["command"]));
    }

    [Fact]
    public async Task Retry_of_nothing_says_so()
    {
        var (none, unnamed, unknown) = (new TestTerminal(), new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Failed, await Run(none, "deliveries", "retry", "msg_none"));
        Assert.Equal(ExitCode.Usage, await Run(unnamed, "deliveries", "retry"));
        Assert.Equal(ExitCode.Failed, await Run(unknown, "deliveries", "show", "msg_none"));

        Assert.Equal("reactor: none of the ids is a dead letter: there is no delivery msg_none\n", none.Error);
        Assert.Contains("say which dead letters", unnamed.Error, StringComparison.Ordinal);
        Assert.Contains("there is no delivery msg_none", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_are_given_with_and_without_their_verb_and_show_targets_that_had_nothing_to_do()
    {
        Assert.Empty(await RowsAsync("deliveries", "list"));
        Assert.Equal("active", (string?)Assert.Single(await RowsAsync("targets", "list"))["state"]);
        Assert.Equal("active", (string?)Assert.Single(await RowsAsync("targets"))["state"]);
    }
}
