using System.Net;
using System.Text.Json.Nodes;
using Reactor.Demo.Lab;

namespace Reactor.Tests.Api;

/// <summary>What the real daemon answers about a VM that is played.</summary>
public sealed class QueryApiTests : IAsyncLifetime
{
    private PlayedDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await PlayedDaemon.StartAsync("""
          - {name: db1, qmp: "unix:/nowhere/db1.qmp", labels: {env: test}}
          - {name: db2, qmp: "unix:/nowhere/db2.qmp", labels: {env: prod}}
        """);

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Theory]
    [InlineData("", "db1 db2 web1")]
    [InlineData("?vm=db*", "db1 db2")]
    [InlineData("?state=live", "web1")]
    [InlineData("?status=run*", "web1")]
    [InlineData("?status=paused", "")]
    [InlineData("?host=h?", "db1 db2 web1")]
    [InlineData("?host=h2", "")]
    [InlineData("?limit=2", "db1 db2")]
    [InlineData("?limit=2&after=db2", "web1")]
    [InlineData("?after=web1", "")]
    public async Task Vms_are_narrowed_and_paged_by_name(string query, string names) =>
        Assert.Equal(names, string.Join(' ', (await _daemon.RowsAsync("/v1/vms" + query)).Select(vm => (string?)vm!["name"])));

    [Theory]
    [InlineData("", "odd panicked plugged")]
    [InlineData("?limit=2", "odd panicked")]
    [InlineData("?limit=2&after=panicked", "plugged")]
    [InlineData("?rule=p*&limit=1", "panicked")]
    [InlineData("?after=plugged", "")]
    public async Task Rules_are_narrowed_and_paged_by_name(string query, string names) =>
        Assert.Equal(names, string.Join(' ', (await _daemon.RowsAsync("/v1/rules" + query)).Select(rule => (string?)rule!["name"])));

    [Theory]
    [InlineData("env=prod", true)]
    [InlineData("env=p*", true)]
    [InlineData("env=test", false)]
    [InlineData("place=*", false)]
    public async Task Vms_are_found_by_label(string label, bool isFound) =>
        Assert.Equal(isFound, (await _daemon.RowsAsync($"/v1/vms?vm=web1&label={label}")).Count == 1);

    [Theory]
    [InlineData("/v1/vms?state=asleep")]
    [InlineData("/v1/vms?label=prod")]
    [InlineData("/v1/explain")]
    [InlineData("/v1/trace")]
    [InlineData("/v1/vms?limit=1001")]
    [InlineData("/v1/rules?limit=1001")]
    [InlineData("/v1/events?before=LONG")]
    [InlineData("/v1/events?before=")]
    [InlineData("/v1/events?after=")]
    [InlineData("/v1/events/stream?after=")]
    [InlineData("/v1/deliveries?before=")]
    [InlineData("/v1/silences?before=")]
    [InlineData("/v1/audit?before=")]
    [InlineData("/v1/explain?rule=panicked&limit=1")]
    [InlineData("/v1/explain?rule=panicked&after=odd")]
    [InlineData("/v1/records?table=ost&before=yesterday")]
    [InlineData("/v1/records?before=17/f")]
    [InlineData("/v1/records?limit=3")]
    [InlineData("/v1/records?vm=web1")]
    [InlineData("/v1/events/stream?colour=red")]
    [InlineData("/v1/events?vm=LONG")]
    public async Task Bad_question_is_refused_with_the_reason(string path)
    {
        using var response = await _daemon.SendAsync(HttpMethod.Get, path.Replace("LONG", new string('x', 600), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"] ?? "");
    }

    [Fact]
    public async Task Events_after_one_are_the_next_ones_and_of_one_that_is_gone_it_is_told()
    {
        await _daemon.PanicAsync();
        await _daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1);
        var events = await _daemon.RowsAsync("/v1/events");

        var next = await _daemon.RowsAsync($"/v1/events?after={Uri.EscapeDataString((string)events[0]!["id"]!)}&limit=1");

        Assert.NotEqual((string?)events[0]!["id"], (string?)Assert.Single(next)!["id"]);
        using var gone = await _daemon.SendAsync(HttpMethod.Get, "/v1/events?after=nothing");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Explain_tells_why_a_rule_did_not_fire_for_a_stored_event()
    {
        await _daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "run"}"""));
        var events = await _daemon.UntilAsync("/v1/events?name=GUEST_PANICKED", rows => rows.Count == 1);

        var rules = await _daemon.RowsAsync($"/v1/explain?event={Uri.EscapeDataString((string)events[0]!["id"]!)}");

        Assert.Equal(["other_event", "condition_false", "other_event"], rows(rules, "verdict"));
        var condition = rules[1]!["conditions"]![0]!;
        Assert.Equal("""data.action == "pause" """.Trim(), (string?)condition["text"]);
        Assert.Equal("run", (string?)condition["parts"]![0]!["reads"]!["data.action"]);
        var page = await _daemon.RowsAsync($"/v1/explain?event={Uri.EscapeDataString((string)events[0]!["id"]!)}&after=odd&limit=1");
        Assert.Equal("panicked", (string?)Assert.Single(page)!["rule"]);
        static IEnumerable<string?> rows(JsonArray all, string name) => all.Select(row => (string?)row![name]);
    }

    [Fact]
    public async Task Explain_tells_what_fired_when_the_event_came()
    {
        await _daemon.PanicAsync();
        var alert = (await _daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1))[0]!;
        var events = await _daemon.RowsAsync("/v1/events?name=GUEST_PANICKED");

        var rules = await _daemon.RowsAsync($"/v1/explain?event={Uri.EscapeDataString((string)events[0]!["id"]!)}");

        var fires = rules.Single(rule => (string?)rule!["rule"] == "panicked")!;
        Assert.Equal("fires", (string?)fires["verdict"]);
        Assert.Equal(((string?)alert["firing_id"], false), ((string?)fires["fired"]!["id"], (bool)fires["fired"]!["shadow"]!));
        Assert.All(rules.Where(rule => rule != fires), rule => Assert.True(rule!.AsObject().ContainsKey("fired") && rule["fired"] is null));
    }

    [Fact]
    public async Task Explain_of_a_rule_alone_is_of_the_newest_event_that_it_names_and_did_not_fire_on()
    {
        await _daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "run"}"""));
        await _daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "poweroff"}"""));
        await _daemon.PanicAsync();
        var events = await _daemon.UntilAsync("/v1/events?name=GUEST_PANICKED", rows => rows.Count == 3);
        await _daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1);

        var row = Assert.Single(await _daemon.RowsAsync("/v1/explain?rule=panicked"))!;

        Assert.Equal(("panicked", "condition_false"), ((string?)row["rule"], (string?)row["verdict"]));
        Assert.Equal((string?)events[1]!["id"], (string?)row["event"]!["id"]);
        Assert.Equal(("GUEST_PANICKED", "web1"), ((string?)row["event"]!["name"], (string?)row["event"]!["vm"]));
        Assert.Empty(await _daemon.RowsAsync("/v1/explain?rule=plugged"));
        using var unknown = await _daemon.SendAsync(HttpMethod.Get, "/v1/explain?rule=panick*");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Overview_counts_vms_alerts_and_deliveries()
    {
        _daemon.Receiver.Answer("/ops", ReceiverAnswer.Status(400));
        await _daemon.PanicAsync();
        await _daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count == 1);
        var overview = (await _daemon.UntilAsync("/v1/overview", rows => (long?)rows[0]!["deliveries"]!["dead"] == 1))[0]!;

        Assert.Equal(3, (int?)overview["vms"]!["total"]);
        Assert.Equal(1, (int?)overview["vms"]!["by_state"]!["live"]);
        Assert.Equal("""[{"host":"h1","vms":3,"live":1}]""", overview["vms"]!["hosts"]!.ToJsonString());
        Assert.Equal("""[{"state":"firing","severity":"critical","count":1}]""", overview["alerts"]!.ToJsonString());
        Assert.Equal("ops", (string?)overview["deliveries"]!["targets"]![0]!["target"]);
        Assert.True((bool?)overview["store"]!["writable"]);
        Assert.Equal(0, (int?)overview["streams"]!["open"]);
    }
}
