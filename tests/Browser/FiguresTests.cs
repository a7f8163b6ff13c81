using Microsoft.Playwright;
using Reactor.Tests;
using static Browser.OpenDashboard;

namespace Browser;

/// <summary>What pictures and tables tell of what happened.</summary>
[Collection(ChromiumTests.Name)]
public sealed class FiguresTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task Chart_of_events_has_a_mark_above_the_ground_after_events()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium);
        var chart = dashboard.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Events received: ") });
        await Expect(chart).ToBeVisibleAsync();

        await dashboard.FillAsync();

        var line = chart.Locator("polyline");
        await dashboard.Page.WaitForFunctionAsync("""
            () => {
              const chart = document.querySelector('svg[aria-label^="Events received: "]');
              const heights = chart.querySelector('polyline')?.getAttribute('points').split(' ').map((point) => Number(point.split(',')[1])) ?? [];
              return Math.min(...heights) < Number(chart.querySelector('line').getAttribute('y1')) - 1;
            }
            """);
        Assert.NotEqual(0, (await line.BoundingBoxAsync())!.Height);
        await Expect(chart).Not.ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex(", 0 at the most$"));
    }

    [ChromiumFact]
    public async Task Record_of_a_hotplug_shows_the_fields_of_the_guests_answer()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "records");
        await dashboard.Daemon.Monitor.SayAsync(PlayedDaemon.Event("ACPI_DEVICE_OST", """{"info": {"slot": "7", "slot-type": "DIMM", "source": 1, "status": 132, "device": "d1"} }"""));

        var table = dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "Rows" });
        await Expect(table.Locator("thead th")).ToHaveTextAsync(["At", "VM", "slot", "status"]);
        var cells = table.Locator("tbody tr").First.Locator("td");
        await Expect(cells.Nth(1)).ToHaveTextAsync("web1");
        await Expect(cells.Nth(2)).ToHaveTextAsync("7");
        await Expect(cells.Nth(3)).ToHaveTextAsync("132");
        await Expect(table.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task Rule_tells_of_the_last_event_on_which_it_did_not_fire_and_of_a_newer_one_when_it_comes()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "rules");
        await dashboard.Daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "run"}"""));
        await dashboard.Daemon.PanicAsync();
        await dashboard.Daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1);
        var row = dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "Rules" }).Locator("tbody tr", new() { HasText = "panicked" });

        await row.Locator("summary").ClickAsync();

        var why = row.Locator(".whynot");
        await Expect(why).ToContainTextAsync("GUEST_PANICKED of web1: condition false");
        await Expect(why).ToContainTextAsync("when.if: data.action == \"pause\" is false");
        await Expect(why).ToContainTextAsync("data.action = \"run\"");
        await Expect(why.Locator("time")).ToBeVisibleAsync();
        await dashboard.TakeAsync("rule-why-not");

        await dashboard.Daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "poweroff"}"""));
        await Expect(why).ToContainTextAsync("data.action = \"poweroff\"");
    }

    [ChromiumFact]
    public async Task Rule_that_fired_each_time_says_that_there_is_no_such_event()
    {
        await using var dashboard = await OpenDashboard.StartAsync(chromium, "rules");
        await dashboard.Daemon.PanicAsync();
        await dashboard.Daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1);
        var row = dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "Rules" }).Locator("tbody tr", new() { HasText = "panicked" });

        await row.Locator("summary").ClickAsync();

        await Expect(row.Locator(".whynot")).ToHaveTextAsync("None of the last stored events that its when names is one on which it did not fire.");
    }

    [ChromiumFact]
    public async Task Rules_beyond_one_page_of_the_api_are_shown_too()
    {
        await using var dashboard = await OpenDashboard.UnopenedAsync(chromium);
        await dashboard.Page.RouteAsync("**/v1/rules*", route =>
        {
            var first = route.Request.Url.Contains("after=r-0999", StringComparison.Ordinal) ? 1_000 : 0;
            var rows = Enumerable.Range(first, first == 0 ? 1_000 : 2).Select(i => new { name = $"r-{i:0000}", mode = "live", severity = "info", matched = 0, fired = 0, limited = 0, keys = 0, dropped = 0, errors = 0 });
            return route.FulfillAsync(new() { ContentType = "application/json", Body = System.Text.Json.JsonSerializer.Serialize(rows) });
        });
        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await dashboard.GoAsync("rules");

        await Expect(dashboard.Page.GetByRole(AriaRole.Table, new() { Name = "Rules" }).Locator("tbody tr")).ToHaveCountAsync(1_002);
    }
}
