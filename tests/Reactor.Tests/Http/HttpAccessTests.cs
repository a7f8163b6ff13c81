using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Metrics;
using Reactor.Reloading;
using Reactor.Running;

namespace Reactor.Tests.Http;

/// <summary>The real daemon, asked by HTTP.</summary>
public sealed class HttpAccessTests : IAsyncLifetime
{
    private const string Reader = "reader-token-0123456789", Operator = "operator-token-0123456789";

    private readonly TestFolder _folder = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false });
    private ReactorHost _host = null!;
    private Uri _url = null!;

    public async Task InitializeAsync()
    {
        _folder.Write("reader.token", Reader + "\n");
        _folder.Write("operator.token", Operator);
        _folder.Write("short.token", "short");
        Configure("reader: {secret: reader}, ops: {secret: ops, role: operate}, short: {secret: short}");
        _host = await ReactorHost.StartAsync(_folder.Path, Reading.FromDisk(_folder.Path), HostSettings.Quiet, CancellationToken.None);
        _url = new Uri((await LinkAsync()).GetLeftPart(UriPartial.Authority));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("GET", "/v1/vms", null, 401)]
    [InlineData("GET", "/v1/vms", Reader, 200)]
    [InlineData("GET", "/v1/vms", Operator, 200)]
    [InlineData("GET", "/v1/vms", "reader-token-012345678", 401)]
    [InlineData("GET", "/v1/vms", "short", 401)]
    [InlineData("GET", "/v1/vms", "", 401)]
    [InlineData("GET", "/v1/nothing", null, 401)]
    [InlineData("GET", "/v1/nothing", Reader, 404)]
    [InlineData("POST", "/v1/reload", null, 401)]
    [InlineData("POST", "/v1/reload", Reader, 403)]
    [InlineData("POST", "/v1/reload", Operator, 200)]
    [InlineData("POST", "/v1/qmp", Operator, 403)]
    [InlineData("POST", "/v1/dashboard", Operator, 403)]
    [InlineData("GET", "/healthz", null, 200)]
    [InlineData("GET", "/readyz", null, 200)]
    [InlineData("GET", "/metrics", null, 200)]
    [InlineData("POST", "/metrics", Operator, 405)]
    public async Task Request_is_answered_as_its_token_allows(string method, string path, string? token, int status)
    {
        using var response = await SendAsync(method, path, token);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Count > 0);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/v1/vms")]
    [InlineData("/v1/session")]
    public async Task Request_for_another_host_is_refused_whatever_it_carries(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_url, path)) { Headers = { Host = "evil.example.net", Authorization = new AuthenticationHeaderValue("Bearer", Operator) } };
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    // Nobody needs a token for that: so it is no fault of Reactor's, which would be logged with all its lines.
    [Theory]
    [InlineData("Content-Length: 65537\r\n\r\n", 413)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nno-size\r\n", 400)]
    public async Task Body_that_is_none_is_refused_and_no_fault(string rest, int status)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_url.Host, _url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"POST /v1/session HTTP/1.1\r\nHost: localhost\r\n{rest}"));

        using var reader = new StreamReader(stream);
        Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9999-12-31T00:00:00Z", "2d", "it begins and lasts for 400d at the most")]
    [InlineData("9999-12-31T00:00:00Z", "400d", "it begins and lasts for 400d at the most")]
    public async Task Silence_that_begins_at_the_end_of_time_is_refused(string starts, string lasts, string problem)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_url, "/v1/silences"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Operator) },
            Content = JsonContent.Create(new JsonObject { ["matchers"] = new JsonArray("vm=x"), ["unchecked"] = true, ["starts"] = starts, ["for"] = lasts, ["reason"] = "r" }),
        };
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(problem, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_keep_browsers_from_running_what_guests_wrote()
    {
        using var response = await SendAsync("GET", "/v1/events", Reader);

        Assert.StartsWith("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Link_of_the_command_line_signs_in_once()
    {
        var link = await LinkAsync();
        var session = await SignInAsync(link);

        using var who = await SendAsync("GET", "/v1/session", session);
        Assert.Equal("dashboard operate", string.Join(' ', JsonNode.Parse(await who.Content.ReadAsStringAsync())![0]!.AsObject().Select(m => (string?)m.Value)));
        using var again = await RedeemAsync(link);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        using var ended = await SendAsync("DELETE", "/v1/session", session);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var after = await SendAsync("GET", "/v1/vms", session);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example.net", 403)]
    [InlineData("null", 403)]
    [InlineData("SAME", 200)]
    public async Task Page_of_a_stranger_changes_nothing_with_somebodys_session(string origin, int status)
    {
        var session = await SignInAsync(await LinkAsync());

        using var response = await SendAsync("POST", "/v1/reload", session, origin == "SAME" ? _url.GetLeftPart(UriPartial.Authority) : origin);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Audit_tells_whose_token_or_session_it_was()
    {
        (await SendAsync("POST", "/v1/reload", Operator)).Dispose();
        (await SendAsync("POST", "/v1/reload", await SignInAsync(await LinkAsync()))).Dispose();

        using var audit = await SendAsync("GET", "/v1/audit", Reader);
        var rows = JsonNode.Parse(await audit.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal(["dashboard", "token ops"], rows.Select(row => (string?)row!["via"]));
        Assert.Equal([true, false], rows.Select(row => row!["uid"] is not null));
    }

    [Fact]
    public async Task Reload_without_the_door_takes_its_tokens_away_at_once()
    {
        _folder.Write("reactor.yaml", "version: 1\n");
        Assert.Equal(ExitCode.Fine, await new TestTerminal().RunAsync("reload", "--config", _folder.Path));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Operator));
        using var health = await SendAsync("GET", "/healthz", null);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Metrics_are_all_there_each_line_as_prometheus_reads_it()
    {
        using var response = await SendAsync("GET", "/metrics", null);
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        Assert.Equal(AllMetrics.All.Select(metric => metric.Name), lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
        Assert.All(lines.Where(line => line[0] != '#'), line => Assert.Matches(@"^[a-z_]+(\{[a-z]+=""[^""]*""(,[a-z]+=""[^""]*"")*\})? -?[0-9.E+-]+$", line));
        Assert.Contains("reactor_vms{state=\"live\"} 0", lines);
        Assert.Contains("reactor_store_writable 1", lines);
    }

    [Fact]
    public async Task Connections_beyond_the_bound_are_closed_counted_and_leave_the_control_socket_alone()
    {
        var crowd = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Reactor.Http.HttpListener.MostConnections; i++)
            {
                var client = new TcpClient();
                crowd.Add(client);
                await client.ConnectAsync(_url.Host, _url.Port);
            }
            await Assert.ThrowsAsync<HttpRequestException>(async () =>
            {
                while (true)
                {
                    // Those of the crowd are taken up one after another.
                    using var fresh = new HttpClient();
                    using var answer = await fresh.GetAsync(new Uri(_url, "/healthz"));
                }
            });
            Assert.Equal(ExitCode.Fine, await new TestTerminal().RunAsync("status", "--config", _folder.Path));
        }
        finally
        {
            crowd.ForEach(client => client.Dispose());
        }

        string metrics;
        do
        {
            using var fresh = new HttpClient();
            metrics = await MetricsOrNothingAsync(fresh);
        }
        while (!metrics.Contains("reactor_http_connections_refused_total", StringComparison.Ordinal));
        Assert.DoesNotContain("reactor_http_connections_refused_total 0\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_takes_other_tokens_and_a_rotated_one_needs_none()
    {
        _folder.Write("reader.token", "another-token-0123456789");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Reader));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("another-token-0123456789"));

        Configure("ops: {secret: ops, role: operate}");
        Assert.Equal(ExitCode.Fine, await new TestTerminal().RunAsync("reload", "--config", _folder.Path));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("another-token-0123456789"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Operator));
    }

    // The last of a crowd may not be gone yet.
    private async Task<string> MetricsOrNothingAsync(HttpClient client)
    {
        try
        {
            return await client.GetStringAsync(new Uri(_url, "/metrics"));
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private void Configure(string tokens) => _folder.Write("reactor.yaml", $"version: 1\nhttp: {{listen: \"127.0.0.1:0\", tokens: {{{tokens}}}}}\nsecrets: {{reader: {{file: reader.token}}, ops: {{file: operator.token}}, short: {{file: short.token}}}}\n");

    private async Task<Uri> LinkAsync()
    {
        var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("dashboard", "--config", _folder.Path));
        return new Uri(terminal.Out.Trim());
    }

    private Task<HttpResponseMessage> RedeemAsync(Uri link) =>
        _client.PostAsJsonAsync(new Uri(_url, "/v1/session"), new { code = link.Fragment["#code=".Length..] });

    private async Task<string> SignInAsync(Uri link)
    {
        using var response = await RedeemAsync(link);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // A browser would send a cookie to every port of this machine, those of guests too.
        Assert.False(response.Headers.Contains("Set-Cookie"));
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())![0]!["session"]!;
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var response = await SendAsync("GET", "/v1/vms", token);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? token, string? origin = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_url, path));
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }
        return _client.SendAsync(request);
    }
}
