using System.Globalization;
using System.Text.Json.Nodes;

namespace Reactor.Tests.Api;

/// <summary>What happened long ago is reached a page at a time.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    private PlayedDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await PlayedDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task Events_are_paged_backwards_from_the_first_of_a_page()
    {
        await OddAsync(5);

        var seen = new List<string>();
        for (var page = await RowsAsync("/v1/events?name=VNC_*&limit=2"); page.Count > 0;
            page = await RowsAsync($"/v1/events?name=VNC_*&limit=2&before={Uri.EscapeDataString((string)page[0]!["id"]!)}"))
        {
            seen.InsertRange(0, page.Select(row => (string)row!["data"]!["client"]!["host"]!));
        }

        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"], seen);
    }

    [Theory]
    [InlineData("alerts", "uid", 3)]
    [InlineData("deliveries", "webhook_id", 6)]
    [InlineData("audit", "id", 9)]
    [InlineData("silences", "id", 3)]
    [InlineData("maintenances", "id", 3)]
    public async Task Lists_are_paged_backwards_from_the_last_of_a_page(string list, string id, int count)
    {
        await AlertsAsync(3);
        for (var i = 0; i < 3; i++)
        {
            await _daemon.RowsAsync("/v1/reload", HttpMethod.Post);
            await SilenceAsync();
            await _daemon.RowsAsync("/v1/maintenances", HttpMethod.Post, new { vm = new[] { "web1" }, @for = "1h", reason = "new disks" });
        }
        var all = Ids(await RowsAsync($"/v1/{list}"), id);
        Assert.Equal(count, all.Distinct().Count());

        var seen = new List<string>();
        for (var page = await RowsAsync($"/v1/{list}?limit=2"); page.Count > 0; page = await RowsAsync($"/v1/{list}?limit=2&before={Uri.EscapeDataString(seen[^1])}"))
        {
            seen.AddRange(Ids(page, id));
        }

        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task Records_are_paged_backwards_by_the_cursor_of_the_last_of_a_page()
    {
        for (var i = 1; i <= 5; i++)
        {
            await _daemon.Monitor.SayAsync(PlayedDaemon.Event("ACPI_DEVICE_OST", $$$"""{"info": {"slot": "d{{{i}}}", "slot-type": "DIMM", "source": 1, "status": 0}}"""));
            await _daemon.UntilAsync("/v1/records", rows => rows.Count == 1 && (long)rows[0]!["rows"]! == i);
        }

        var seen = new List<string>();
        for (var page = await RowsAsync("/v1/records?table=ost&limit=2"); page.Count > 0; page = await RowsAsync($"/v1/records?table=ost&limit=2&before={Uri.EscapeDataString((string)page[^1]!["cursor"]!)}"))
        {
            seen.AddRange(page.Select(row => (string)row!["fields"]!["slot"]!));
        }

        Assert.Equal(["d5", "d4", "d3", "d2", "d1"], seen);
    }

    [Theory]
    [InlineData("events?name=GUEST_PANICKED&", "at")]
    [InlineData("alerts?", "starts_at")]
    [InlineData("deliveries?", "created_at")]
    public async Task Lists_end_at_a_time(string list, string at)
    {
        await AlertsAsync(3);
        var all = await RowsAsync($"/v1/{list}");
        var time = (DateTimeOffset)all[1]![at]!;

        var until = await RowsAsync($"/v1/{list}until={Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture))}");

        Assert.Equal(all.Where(row => (DateTimeOffset)row![at]! <= time).Select(row => row!.ToJsonString()), until.Select(row => row!.ToJsonString()));
        Assert.True(until.Count < all.Count);
    }

    [Theory]
    [InlineData("events", "until=2000-01-01")]
    [InlineData("alerts", "since=2999-01-01")]
    [InlineData("alerts", "until=2000-01-01")]
    [InlineData("deliveries", "until=2000-01-01")]
    [InlineData("audit", "until=2000-01-01")]
    [InlineData("records?table=ost", "until=2000-01-01")]
    public async Task Lists_have_nothing_of_another_time(string list, string time)
    {
        await AlertsAsync(1);
        await _daemon.Monitor.SayAsync(PlayedDaemon.Event("ACPI_DEVICE_OST", """{"info": {"slot": "d0", "slot-type": "DIMM", "source": 1, "status": 0}}"""));
        await _daemon.UntilAsync("/v1/records", rows => rows.Count == 1);
        await _daemon.RowsAsync("/v1/reload", HttpMethod.Post);
        Assert.NotEmpty(await RowsAsync($"/v1/{list}"));

        Assert.Empty(await RowsAsync($"/v1/{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{time}"));
    }

    [Fact]
    public async Task Silence_in_force_is_found_behind_newer_ones_that_are_over()
    {
        var inForce = await SilenceAsync();
        for (var i = 0; i < 3; i++)
        {
            await _daemon.RowsAsync("/v1/silences/end", HttpMethod.Post, new { id = await SilenceAsync() });
        }

        Assert.Equal(inForce, (string?)Assert.Single(await RowsAsync("/v1/silences?state=active&limit=2"))!["id"]);
        Assert.Equal(2, (await RowsAsync("/v1/silences?state=expired&limit=2")).Count);
    }

    private async Task<string> SilenceAsync() =>
        (string)(await _daemon.RowsAsync("/v1/silences", HttpMethod.Post, new { matchers = new[] { "rule=odd" }, @for = "1h", reason = "a drill" }))[0]!["id"]!;

    // Each is told twice: when it begins, and when it ends.
    private async Task AlertsAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await _daemon.PanicAsync();
            await _daemon.UntilAsync("/v1/alerts?state=firing", rows => rows.Count == 1);
            await _daemon.Monitor.SayAsync(PlayedDaemon.Event("RESUME", "{}"));
            await _daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 2 * i);
        }
    }

    private async Task OddAsync(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await _daemon.Monitor.SayAsync(PlayedDaemon.Event("VNC_CONNECTED", $$"""{"server": {"auth": "none", "host": "h", "service": "5900", "family": "ipv4", "websocket": false}, "client": {"host": "10.0.0.{{i}}", "service": "1", "family": "ipv4", "websocket": false} }"""));
            await _daemon.UntilAsync("/v1/events?name=VNC_*", rows => rows.Count == i);
        }
    }

    private Task<JsonArray> RowsAsync(string path) => _daemon.RowsAsync(path);

    private static List<string> Ids(JsonArray rows, string id) => [.. rows.Select(row => (string)row![id]!)];
}
