using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.Demo.Lab;

namespace Reactor.Tests.Api;

/// <summary>What the real daemon refuses: never with a status that says that it is done.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private PlayedDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await PlayedDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Theory]
    [InlineData("/v1/actions/pause", "{}", 400, "a reason is wanted")]
    [InlineData("/v1/actions/pause", """{"reason": "r", "vm": "web9"}""", 404, "there is no VM web9")]
    [InlineData("/v1/actions/pause", """{"reason": "r", "rule": "pluged"}""", 404, "there is no rule pluged")]
    [InlineData("/v1/actions/resume", "{}", 409, "nothing is paused")]
    [InlineData("/v1/actions/resume", """{"id": "p7"}""", 404, "there is no pause p7")]
    [InlineData("/v1/targets/enable", """{"target": "opps"}""", 404, "there is no target opps")]
    [InlineData("/v1/deliveries/retry", """{"target": "opps"}""", 404, "there is no target opps")]
    [InlineData("/v1/deliveries/retry", """{"ids": ["msg_none"]}""", 404, "none of the ids is a dead letter: there is no delivery msg_none")]
    [InlineData("/v1/deliveries/retry", "{}", 400, "name which dead letters")]
    [InlineData("/v1/silences/end", "{}", 400, "`id` is wanted")]
    [InlineData("/v1/silences/end", """{"id": "s9"}""", 404, "there is no silence s9")]
    [InlineData("/v1/silences", """{"matchers": ["vm=web1"], "reason": "r"}""", 400, "`for` such as 2h")]
    [InlineData("/v1/silences", """{"matchers": ["vm=web1"], "for": "1h"}""", 400, "say why (`reason`)")]
    [InlineData("/v1/maintenances", """{"for": "1h", "reason": "r"}""", 400, "a `vm`, a `host` or a `label`")]
    [InlineData("/v1/silences", """{"matchers": ["vm=web9"], "for": "1h", "reason": "r"}""", 404, "`unchecked`")]
    [InlineData("/v1/targets/enable", """{"target": "ops", "target": "other"}""", 400, "a member is there twice")]
    public async Task Act_that_is_not_done_is_a_problem_that_says_why(string path, string body, int status, string detail) =>
        Assert.Contains(detail, (string?)(await ProblemAsync(HttpMethod.Post, path, status, body))["detail"], StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "/v1/trace", 400, "`id` is wanted")]
    [InlineData("GET", "/v1/nothing", 404, "there is nothing at this path")]
    [InlineData("DELETE", "/v1/vms", 405, "this path takes GET")]
    [InlineData("GET", "/v1/reload", 405, "this path takes POST")]
    [InlineData("GET", "/v1/deliveries/msg_none", 404, "there is no delivery msg_none")]
    [InlineData("GET", "/v1/alerts?before=a_none", 404, "there is no alert a_none")]
    public async Task Question_that_has_no_answer_is_a_problem_that_says_why(string method, string path, int status, string detail) =>
        Assert.Contains(detail, (string?)(await ProblemAsync(new HttpMethod(method), path, status))["detail"], StringComparison.Ordinal);

    [Fact]
    public async Task Reload_of_bad_files_is_refused_with_what_was_found()
    {
        _daemon.Folder.Write("b.rules.yaml", "version: 1\nrules: [{name: bad, when: {event: STOP, if: 'nothing.there'}, then: []}]\n");

        var problem = await ProblemAsync(HttpMethod.Post, "/v1/reload", 422);

        Assert.StartsWith("refused: the files are bad", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Contains("b.rules.yaml", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal("refused", (string?)problem["answer"]!["result"]);
    }

    [Fact]
    public async Task Alert_that_has_ended_is_not_acknowledged_as_things_stand()
    {
        await _daemon.PanicAsync();
        var uid = (string)(await _daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1))[0]!["uid"]!;
        await _daemon.RowsAsync("/v1/alerts", HttpMethod.Post, new { @do = "resolve", alerts = new[] { uid } });

        var problem = await ProblemAsync(HttpMethod.Post, "/v1/alerts", 409, $$"""{"do": "acknowledge", "alerts": ["{{uid}}"]}""");

        Assert.Contains("has ended already", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_of_some_ids_that_are_there_is_done_and_tells_of_these()
    {
        _daemon.Receiver.Answer("/ops", ReceiverAnswer.Status(400), ReceiverAnswer.Ok);
        await _daemon.PanicAsync();
        var dead = (string)(await _daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count == 1))[0]!["webhook_id"]!;

        var row = Assert.Single(await _daemon.RowsAsync("/v1/deliveries/retry", HttpMethod.Post, new { ids = new[] { dead, "msg_none" } }))!;

        Assert.Equal(1, (int)row["count"]!);
        await _daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 1);
    }

    [Fact]
    public async Task Retry_where_nothing_is_dead_is_no_refusal() =>
        Assert.Equal(0, (int)(await _daemon.RowsAsync("/v1/deliveries/retry", HttpMethod.Post, new { target = "ops" }))[0]!["count"]!);

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/v1/vms")]
    public async Task Head_is_answered_where_get_is_without_a_body(string path)
    {
        using var response = await _daemon.SendAsync(HttpMethod.Head, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(response.Content.Headers.ContentType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/v1/watch")]
    [InlineData("/v1/events/stream")]
    public async Task Head_of_an_answer_without_an_end_is_refused(string path)
    {
        using var response = await _daemon.SendAsync(HttpMethod.Head, path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private async Task<JsonNode> ProblemAsync(HttpMethod method, string path, int status, string? body = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(_daemon.Url, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", PlayedDaemon.Operator) } };
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(status, (int)problem["status"]!);
        return problem;
    }
}
