using System.Net;
using System.Text.Json.Nodes;
using Reactor.Api;

namespace Reactor.Tests.Api;

/// <summary>Streams of the real daemon.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private PlayedDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await PlayedDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task Stream_tells_events_as_they_are_stored_and_goes_on_where_it_was_left()
    {
        string last;
        using (var stream = await OpenAsync("?name=GUEST_PANICKED"))
        {
            await _daemon.PanicAsync();
            var told = await stream.NextAsync("event");
            Assert.Equal("GUEST_PANICKED", (string?)told.Data["name"]);
            Assert.Equal(told.Id, (string?)told.Data["id"]);
            last = told.Id!;
        }
        await SayAsync(2);
        await SayAsync(3);

        using var again = await OpenAsync("?name=VNC_*", last);
        Assert.Equal("10.0.0.2", Client(await again.NextAsync("event")));
        Assert.Equal("10.0.0.3", Client(await again.NextAsync("event")));
        using var asked = await OpenAsync($"?name=VNC_*&after={Uri.EscapeDataString(last)}");
        Assert.Equal("10.0.0.2", Client(await asked.NextAsync("event")));
    }

    [Fact]
    public async Task Stream_that_is_cut_off_before_its_first_event_goes_on_from_where_it_began()
    {
        await _daemon.PanicAsync();
        await _daemon.UntilAsync("/v1/events?name=GUEST_PANICKED", rows => rows.Count > 0);
        string began;
        using (var stream = await OpenAsync("?name=VNC_*"))
        {
            began = await stream.IdAsync();
        }
        await SayAsync(2);
        await _daemon.UntilAsync("/v1/events?name=VNC_*", rows => rows.Count > 0);

        using var again = await OpenAsync("?name=VNC_*", began);
        Assert.Equal("10.0.0.2", Client(await again.NextAsync("event")));
    }

    [Fact]
    public async Task Stream_from_an_id_that_is_too_long_is_refused()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_daemon.Url, "/v1/events/stream")) { Headers = { { "Authorization", $"Bearer {PlayedDaemon.Reader}" }, { "Last-Event-ID", new string('x', 513) } } };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Stream_from_an_event_that_is_gone_says_that_something_is_missed_and_goes_on()
    {
        using var stream = await OpenAsync("", "no-such-event");

        Assert.Equal("no-such-event", (string?)(await stream.NextAsync("missed")).Data["after"]);
        await _daemon.PanicAsync();
        Assert.NotNull((await stream.NextAsync("event")).Id);
        Assert.Contains("reactor_event_streams_missed_total 1", await MetricsAsync());
    }

    [Fact]
    public async Task Streams_are_bounded_counted_and_end_with_the_daemon()
    {
        var streams = new List<Stream>();
        for (var i = 0; i < EventStreamApi.Most; i++)
        {
            streams.Add(await OpenAsync(""));
        }

        using var refused = await _daemon.SendAsync(HttpMethod.Get, "/v1/events/stream");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await _daemon.UntilAsync("/v1/overview", rows => rows[0]!["streams"]!.ToJsonString() == $$"""{"open":{{EventStreamApi.Most}},"most":{{EventStreamApi.Most}},"refused":1}""");
        Assert.Equal(
            [$"reactor_event_streams {EventStreamApi.Most}", "reactor_event_streams_dropped_total 0", "reactor_event_streams_missed_total 0", "reactor_event_streams_refused_total 1"],
            await MetricsAsync());
        streams[0].Dispose();
        await _daemon.UntilAsync("/v1/overview", rows => (int?)rows[0]!["streams"]!["open"] == EventStreamApi.Most - 1);
        await _daemon.StopHostAsync();
        Assert.True(await streams[1].EndsAsync());
        streams.ForEach(stream => stream.Dispose());
    }

    private async Task<IEnumerable<string>> MetricsAsync()
    {
        using var response = await _daemon.SendAsync(HttpMethod.Get, "/metrics");
        return (await response.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("reactor_event_streams", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    private Task SayAsync(int client) =>
        _daemon.Monitor.SayAsync(PlayedDaemon.Event("VNC_CONNECTED", $$"""{"server": {"auth": "none", "host": "h", "service": "5900", "family": "ipv4", "websocket": false}, "client": {"host": "10.0.0.{{client}}", "service": "1", "family": "ipv4", "websocket": false} }"""));

    private static string? Client(Told told) => (string?)told.Data["data"]!["client"]!["host"];

    private async Task<Stream> OpenAsync(string query, string? last = null) => await Stream.OpenAsync(_daemon, "/v1/events/stream" + query, last);

    private sealed record Told(string? Id, JsonNode Data);

    private sealed class Stream(HttpResponseMessage response, StreamReader reader, CancellationTokenSource guard) : IDisposable
    {
        public static async Task<Stream> OpenAsync(PlayedDaemon daemon, string path, string? last)
        {
            var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(daemon.Url, path));
            request.Headers.Authorization = new("Bearer", PlayedDaemon.Reader);
            if (last is not null)
            {
                request.Headers.Add("Last-Event-ID", last);
            }
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, guard.Token);
            Assert.Equal(ServerSentEvents.ContentType, response.Content.Headers.ContentType?.MediaType);
            return new Stream(response, new StreamReader(await response.Content.ReadAsStreamAsync(guard.Token)), guard);
        }

        public async Task<Told> NextAsync(string type)
        {
            string? id = null;
            while (await reader.ReadLineAsync(guard.Token) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    id = line[4..];
                }
                else if (line == $"event: {type}")
                {
                    return new Told(id, JsonNode.Parse((await reader.ReadLineAsync(guard.Token))!["data: ".Length..])!);
                }
            }
            throw new InvalidOperationException($"the stream ended without '{type}'");
        }

        public async Task<string> IdAsync()
        {
            while (await reader.ReadLineAsync(guard.Token) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    return line[4..];
                }
            }
            throw new InvalidOperationException("the stream ended without an id");
        }

        public async Task<bool> EndsAsync()
        {
            while (await reader.ReadLineAsync(guard.Token) is not null)
            {
            }
            return true;
        }

        public void Dispose()
        {
            response.Dispose();
            reader.Dispose();
            guard.Dispose();
        }
    }
}
