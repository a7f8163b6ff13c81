using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Reactor.Actors.Status;
using Reactor.Http;

namespace Reactor.Tests.Http;

/// <summary>What the daemon says of its own health.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Store_that_refuses_what_an_operator_does_makes_it_unready_until_it_can_be_written_again()
    {
        await using var daemon = await PlayedDaemon.StartAsync();
        using (var other = new SqliteConnection($"Data Source={daemon.Folder.File("reactor.db")};Pooling=False"))
        {
            await other.OpenAsync();
            using var held = other.BeginTransaction(deferred: false);
            using var refused = await daemon.SendAsync(HttpMethod.Post, "/v1/silences", new { matchers = new[] { "vm=web1" }, @for = "1h", reason = "r" });

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
            Assert.Equal("The store cannot be used", (string?)problem["title"]);
            Assert.Contains("is being written by another program", (string?)problem["detail"], StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "the store can't be written: see `reactor status`\n"), await AskAsync(daemon, "/readyz"));
            Assert.Equal((HttpStatusCode.OK, "ok\n"), await AskAsync(daemon, "/healthz"));
            var store = (await daemon.RowsAsync("/v1/status"))[0]!["store"]!;
            Assert.False((bool?)store["writable"]);
            Assert.Contains("is being written by another program", (string?)store["last_error"], StringComparison.Ordinal);
            held.Rollback();
        }

        await daemon.UntilAsync("/v1/status", rows => (bool)rows[0]!["store"]!["writable"]!);
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AskAsync(daemon, "/readyz"));
    }

    [Fact]
    public async Task Vm_that_is_not_heard_makes_it_neither_unhealthy_nor_unready()
    {
        await using var daemon = await PlayedDaemon.StartAsync("""
              - {name: dead, qmp: "unix:/nowhere/dead.qmp"}
            """);
        await daemon.UntilAsync("/v1/vms?vm=dead", rows => (string?)rows[0]!["state"] == "backoff");

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AskAsync(daemon, "/healthz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AskAsync(daemon, "/readyz"));
    }

    [Theory]
    [InlineData(null, true, 200, 200)]
    [InlineData(null, false, 200, 503)]
    [InlineData("it fell", true, 503, 503)]
    public void Status_is_of_what_is_wrong(string? fault, bool isWritable, int health, int readiness)
    {
        var now = new RuntimeHealth(fault, isWritable);

        Assert.Equal((health, readiness), (HealthApi.Healthz(now).StatusCode, HealthApi.Readyz(now).StatusCode));
    }

    private static async Task<(HttpStatusCode, string)> AskAsync(PlayedDaemon daemon, string path)
    {
        using var response = await daemon.SendAsync(HttpMethod.Get, path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
