using Microsoft.Playwright;
using Reactor.Demo.Lab;
using static Browser.OpenDashboard;

namespace Browser;

/// <summary>What an operator sees happen, and does about it.</summary>
[Collection(ChromiumTests.Name)]
public sealed class OperatingTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task Alert_appears_by_itself_and_is_acknowledged_and_resolved_with_a_comment()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "alerts");
        await Expect(dashboard.Text("No alert is like that.")).ToBeVisibleAsync();

        await dashboard.Daemon.PanicAsync();
        await Expect(dashboard.Text("web1 panicked")).ToBeVisibleAsync();
        await dashboard.Button("Acknowledge").ClickAsync();
        await dashboard.Page.GetByLabel("Your name").FillAsync("Ada");
        await dashboard.Page.GetByLabel("Comment").FillAsync("I look at it");
        await dashboard.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();

        await Expect(dashboard.Page.Locator("td .badge", new() { HasText = "acknowledged" })).ToBeVisibleAsync();
        await Expect(dashboard.Text("I look at it")).ToBeVisibleAsync();
        var alert = Assert.Single(await dashboard.Daemon.RowsAsync("/v1/alerts"))!;
        Assert.StartsWith("Ada (", (string?)alert["acknowledged"]!["by"], StringComparison.Ordinal);

        await dashboard.Button("Resolve").ClickAsync();
        await dashboard.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Expect(dashboard.Text("No alert is like that.")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Silence_of_an_alert_is_listed_and_ended()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "alerts");
        await dashboard.Daemon.PanicAsync();
        await dashboard.Button("Silence").ClickAsync();
        await dashboard.Page.Locator("dialog select").SelectOptionAsync("4h");
        await dashboard.Page.GetByLabel("Comment: why").FillAsync("a known fault");
        await dashboard.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Silence" }).ClickAsync();
        await Expect(dashboard.Page.Locator("dialog")).ToHaveCountAsync(0);

        await dashboard.GoAsync("holds");
        await Expect(dashboard.Text("rule=panicked, vm=web1")).ToBeVisibleAsync();
        await Expect(dashboard.Text("a known fault")).ToBeVisibleAsync();
        await dashboard.Button("End").ClickAsync();
        await dashboard.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Expect(dashboard.Page.Locator("td .badge", new() { HasText = "expired" })).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Refusal_of_the_daemon_is_shown_in_the_dialog_and_it_stays()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "alerts");
        dashboard.RequestsMayFail = true;
        await dashboard.Daemon.PanicAsync();
        await dashboard.Button("Silence").ClickAsync();
        await dashboard.Page.GetByLabel("What is silenced").FillAsync("rule=panciked");
        await dashboard.Page.GetByLabel("Comment: why").FillAsync("a typing mistake");
        await dashboard.Page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Silence" }).ClickAsync();

        await Expect(dashboard.Page.Locator("dialog .fault")).ToContainTextAsync("did you mean");
        await Expect(dashboard.Page.Locator("dialog")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Delivery_that_was_given_up_shows_its_attempts_and_is_retried()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "deliveries");
        dashboard.Daemon.Receiver.Answer("/ops", ReceiverAnswer.Status(400), ReceiverAnswer.Ok);
        await dashboard.Daemon.PanicAsync();
        await Expect(dashboard.Page.Locator("td .badge", new() { HasText = "dead" })).ToBeVisibleAsync();

        await dashboard.Button("Attempts").ClickAsync();
        await Expect(dashboard.Page.Locator("dialog td", new() { HasText = "400" })).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("dialog pre")).ToContainTextAsync("web1 panicked");
        await dashboard.Page.Keyboard.PressAsync("Escape");
        await dashboard.Button("Retry").ClickAsync();

        await Expect(dashboard.Text("1 sent once more.")).ToBeVisibleAsync();
        await Expect(dashboard.Text("No delivery is like that.")).ToBeVisibleAsync();
        Assert.Single((await dashboard.Daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 1)));
    }

    [ChromiumFact]
    public async Task Event_comes_in_live_stops_while_paused_and_tells_why_no_rule_fired()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "events?name=GUEST_*");
        await Expect(dashboard.Text("Nothing happened yet")).ToBeVisibleAsync();
        await dashboard.Daemon.Monitor.SayAsync(Reactor.Tests.PlayedDaemon.Event("GUEST_PANICKED", """{"action": "run"}"""));
        await Expect(dashboard.Page.Locator("tbody tr")).ToHaveCountAsync(1);

        await dashboard.Button("Pause").ClickAsync();
        await dashboard.Daemon.PanicAsync();
        await Expect(dashboard.Button("Go on (1)")).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await dashboard.Button("Go on (1)").ClickAsync();
        await Expect(dashboard.Page.Locator("tbody tr")).ToHaveCountAsync(2);

        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Why?" }).Last.ClickAsync();
        await Expect(dashboard.Page.Locator(".why")).ToContainTextAsync("condition false");
        await Expect(dashboard.Page.Locator(".why")).ToContainTextAsync("""data.action = "run" """.Trim());
    }

    [ChromiumFact]
    public async Task Reader_sees_everything_and_finds_no_button_that_changes_something()
    {
        await using var dashboard = await OpenDashboard.StartAsReaderAsync(chromium, "alerts");
        await dashboard.FillAsync();
        await Expect(dashboard.Text("web1 panicked")).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("main td.act")).ToHaveCountAsync(0);
        await dashboard.GoAsync("deliveries");
        await Expect(dashboard.Button("Attempts").First).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("main td.act button:not([data-act=Attempts])")).ToHaveCountAsync(0);
        await dashboard.GoAsync("holds");
        await Expect(dashboard.Text("rule=odd")).ToBeVisibleAsync();
        await Expect(dashboard.Page.Locator("main button")).ToHaveCountAsync(0);
    }

    [QemuPageFact]
    public async Task Panic_of_a_real_guest_is_seen_as_it_happens()
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("web2"), guard.Token);
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "vms", $"  - {{name: web2, qmp: \"unix:{guest.QmpSocketPath}\"}}");
        var row = dashboard.Page.Locator("tr", new() { HasText = "web2" });
        await Expect(row).ToContainTextAsync("running");

        await guest.PanicAsync(guard.Token);

        await Expect(row).ToContainTextAsync("guest-panicked");
        await dashboard.GoAsync("alerts");
        await Expect(dashboard.Text("web2 panicked")).ToBeVisibleAsync();
    }
}
