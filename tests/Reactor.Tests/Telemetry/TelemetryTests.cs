using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reactor.Tests.Telemetry;

/// <summary>The real daemon with a VM that is played, and a receiver of OTLP of the tests' own.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string Vnc =
        """{"server": {"host": "h", "service": "1", "family": "ipv4", "websocket": false, "auth": "none"}, "client": {"host": "c", "service": "1", "family": "ipv4", "websocket": false} }""";

    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Event_that_fires_is_one_trace_from_the_read_to_the_targets_yes(string protocol)
    {
        var endpoint = protocol == "grpc" ? _receiver.Grpc : _receiver.Http;
        await using var daemon = await PlayedDaemon.StartAsync($"otlp: {{endpoint: '{endpoint}', protocol: {protocol}}}", ", traceparent: true");

        await daemon.PanicAsync();
        await _receiver.UntilAsync(r => r.Spans.Any(s => s.Name == "attempt"));

        var spans = _receiver.Spans.ToDictionary(s => s.Name);
        Assert.Equal(["attempt", "commit", "delivery", "event", "rules"], spans.Keys.Order(StringComparer.Ordinal));
        Assert.Single(spans.Values.Select(s => s.Trace).Distinct());
        var root = spans["event"];
        Assert.Equal(("", root.Id, root.Id, root.Id, spans["delivery"].Id), (root.Parent, spans["rules"].Parent, spans["commit"].Parent, spans["delivery"].Parent, spans["attempt"].Parent));
        Assert.All(spans.Values, span => Assert.True(span.Begin <= span.End && root.Begin <= span.Begin, span.Name));
        Assert.True(spans["rules"].End <= spans["commit"].End && spans["delivery"].End <= spans["attempt"].End);
        Assert.All(spans.Values, span => Assert.Equal((1, "reactor", "h1"), (span.Status, span.Resource["service.name"], span.Resource["service.instance.id"])));

        var stored = (await daemon.RowsAsync("/v1/deliveries"))[0]!;
        Assert.Equal(("GUEST_PANICKED", "live", "web1", "panicked"), (root.Attributes["reactor.event.name"], root.Attributes["reactor.event.origin"], root.Attributes["reactor.vm.name"], root.Attributes["reactor.rule"]));
        Assert.Equal((string?)stored["webhook_id"], spans["attempt"].Attributes["reactor.delivery.id"]);
        Assert.Equal((1L, "delivered", 200L, "ops"), (spans["attempt"].Attributes["reactor.attempt"], spans["attempt"].Attributes["reactor.outcome"], spans["attempt"].Attributes["reactor.status"], spans["attempt"].Attributes["reactor.target"]));
        Assert.Equal($"00-{root.Trace}-{spans["attempt"].Id}-01", Assert.Single(daemon.Receiver.Requests).Headers["traceparent"]);
    }

    [Fact]
    public async Task Nothing_that_is_sent_holds_a_secret_or_what_the_event_says()
    {
        await using var daemon = await PlayedDaemon.StartAsync(
            $"otlp: {{endpoint: '{_receiver.Http}', headers: {{authorization: 'Bearer {{secret:reader}}'}}, metrics: {{interval: 1s}}}}");

        await daemon.Monitor.SayAsync(PlayedDaemon.Event("GUEST_PANICKED", """{"action": "pause", "info": {"type": "hyper-v", "arg1": 99887766}}"""));
        await _receiver.UntilAsync(r => r.Spans.Any(s => s.Name == "attempt") && r.Metrics.Any());

        Assert.All(_receiver.Requests, request => Assert.Equal("Bearer " + PlayedDaemon.Reader, request.Headers["authorization"]));
        var sent = string.Concat(_receiver.Requests.Select(r => Encoding.Latin1.GetString(r.Message)));
        Assert.All((string[])[PlayedDaemon.Reader, PlayedDaemon.Operator, "MDEyMzQ1Njc4", "99887766", "web1 panicked"], text => Assert.DoesNotContain(text, sent, StringComparison.Ordinal));
        Assert.All(_receiver.Spans.SelectMany(s => s.Attributes.Values).OfType<string>(), text => Assert.InRange(text.Length, 0, 257));
    }

    [Fact]
    public async Task Metrics_are_those_of_the_metrics_page()
    {
        await using var daemon = await PlayedDaemon.StartAsync($"otlp: {{endpoint: '{_receiver.Http}', traces: {{ratio: 0}}, metrics: {{interval: 1s}}}}");

        await _receiver.UntilAsync(r => r.Requests.Any(HasALiveVm));
        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1);
        var (page, sent) = await OfOneStateAsync(daemon);

        Assert.Equal(NamesOn(page), sent.Metrics.Select(metric => metric.Name).Order(StringComparer.Ordinal));
        Assert.Contains("reactor_alerts", NamesOn(page));
        Assert.Contains("reactor_vms{state=\"live\"} 1\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain(_receiver.Requests, request => request.Signal == "traces");

        static bool HasALiveVm(SeenRequest request) => request.Metrics.Any(metric => metric.Name == "reactor_vms" && metric.Values["live"] == 1);
    }

    [Fact]
    public async Task Receiver_that_is_not_there_costs_no_delivery_and_is_sent_the_trace_once_it_is()
    {
        using var place = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        place.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)place.LocalEndPoint!).Port;
        await using var daemon = await PlayedDaemon.StartAsync($"otlp: {{endpoint: 'http://127.0.0.1:{port}', metrics: {{interval: 0s}}}}");

        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/deliveries", rows => (string?)rows.FirstOrDefault()?["state"] == "delivered");
        await UntilMetricAsync(daemon, "reactor_otlp_requests_total{signal=\"traces\",result=\"failed\"} ", value => value > 0);
        place.Dispose();
        await using var late = await OtlpReceiver.StartAsync(port);

        await late.UntilAsync(r => r.Spans.Count == 5);
        await UntilMetricAsync(daemon, "reactor_otlp_spans_total{result=\"taken\"} ", value => value == 5);
    }

    [Fact]
    public async Task Reload_begins_changes_and_ends_it()
    {
        await using var other = await OtlpReceiver.StartAsync();
        await using var daemon = await PlayedDaemon.StartAsync();
        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/deliveries", rows => (string?)rows.FirstOrDefault()?["state"] == "delivered");

        await daemon.ReloadAsync($"otlp: {{endpoint: '{_receiver.Http}'}}");
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("VNC_CONNECTED", Vnc));
        await _receiver.UntilAsync(r => r.Spans.Any(s => s.Name == "attempt"));
        await daemon.ReloadAsync($"otlp: {{endpoint: '{other.Http}'}}");
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("ACPI_DEVICE_OST", """{"info": {"device": "d", "slot": "1", "slot-type": "DIMM", "source": 1, "status": 0} }"""));
        await other.UntilAsync(r => r.Spans.Any(s => s.Name == "event"));
        await daemon.ReloadAsync("");
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("RESUME", "{}"));
        await daemon.UntilAsync("/v1/deliveries", rows => rows.Count(row => (string?)row!["state"] == "delivered") == 3);

        Assert.Equal(["odd"], Rules(_receiver));
        Assert.Equal(["plugged"], Rules(other));
        Assert.DoesNotContain(_receiver.Spans.Concat(other.Spans), span => span.Attributes.GetValueOrDefault("reactor.delivery.kind") is "resolved");
        await UntilMetricAsync(daemon, "reactor_otlp_spans_waiting ", value => value == 0);

        static IEnumerable<object> Rules(OtlpReceiver receiver) => receiver.Spans.Where(s => s.Name == "event").Select(s => s.Attributes["reactor.rule"]);
    }

    [Fact]
    public async Task Stop_sends_what_waits()
    {
        var daemon = await PlayedDaemon.StartAsync($"otlp: {{endpoint: '{_receiver.Http}'}}");
        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/deliveries", rows => (string?)rows.FirstOrDefault()?["state"] == "delivered");

        await daemon.DisposeAsync();

        Assert.Contains(_receiver.Spans, span => span.Name == "attempt");
    }

    /// <summary>The page, and what was read and sent between that and the same page again: some metrics aren't there before there is something to count, nor targets before they are known.</summary>
    private async Task<(string Page, SeenRequest Sent)> OfOneStateAsync(PlayedDaemon daemon)
    {
        while (true)
        {
            var page = await PageAsync(daemon);
            var seen = _receiver.Requests.Count;
            // The next may have been read before.
            await _receiver.UntilAsync(r => r.Requests.Count > seen + 1);
            if (NamesOn(page).SequenceEqual(NamesOn(await PageAsync(daemon))))
            {
                return (page, _receiver.Requests[seen + 1]);
            }
        }
    }

    private static IEnumerable<string> NamesOn(string page) => page.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
        .Select(line => line.Split(' ')[2]).Where(name => page.Contains($"\n{name}", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static async Task<string> PageAsync(PlayedDaemon daemon)
    {
        using var response = await daemon.SendAsync(HttpMethod.Get, "/metrics");
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task UntilMetricAsync(PlayedDaemon daemon, string series, Func<double, bool> isSo)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var page = await PageAsync(daemon);
            var line = page.Split('\n').Single(l => l.StartsWith(series, StringComparison.Ordinal));
            if (isSo(double.Parse(line[series.Length..], System.Globalization.CultureInfo.InvariantCulture)))
            {
                return;
            }
            await Task.Delay(50, guard.Token);
        }
    }
}
