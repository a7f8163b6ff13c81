using static Browser.OpenDashboard;

namespace Browser;

/// <summary>Which silences and maintenances are shown.</summary>
[Collection(ChromiumTests.Name)]
public sealed class HoldListTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task Silences_that_are_not_over_are_shown_first_then_the_last_ones_that_are()
    {
        const int shown = 100;
        await using var dashboard = await OpenDashboard.UnopenedAsync(chromium);
        await AddAsync("in force");
        await AddAsync("waits", TimeProvider.System.GetUtcNow().AddDays(1).ToString("O"));
        for (var i = 0; i <= shown; i++)
        {
            var id = await AddAsync($"over {i}");
            await dashboard.Daemon.RowsAsync("/v1/silences/end", HttpMethod.Post, new { id });
        }
        await dashboard.Page.GotoAsync((await dashboard.Daemon.LinkAsync()).ToString());
        await dashboard.GoAsync("holds");

        var rows = dashboard.Page.Locator("table[aria-label=Silences] tbody tr");
        await Expect(rows).ToHaveCountAsync(shown + 2);
        await Expect(rows.Nth(0)).ToContainTextAsync("in force");
        await Expect(rows.Nth(1)).ToContainTextAsync("waits");
        await Expect(rows.Nth(2)).ToContainTextAsync($"over {shown}");
        await Expect(rows.Nth(shown + 1)).ToContainTextAsync("over 1");

        async Task<string> AddAsync(string reason, string? starts = null) => (string)(await dashboard.Daemon.RowsAsync(
            "/v1/silences", HttpMethod.Post, new { matchers = new[] { "rule=odd" }, @for = "1h", reason, starts }))[0]!["id"]!;
    }
}
