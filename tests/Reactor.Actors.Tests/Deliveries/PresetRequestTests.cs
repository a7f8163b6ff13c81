using System.Collections.Immutable;
using System.Text;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Answers;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Signing;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>What each kind of target asks for besides the bytes: where they go, as whom, and what its answer means.</summary>
public class PresetRequestTests
{
    private readonly Dictionary<string, string> _environment = new() { ["KEY"] = "R0123456789ABCDEF\n", ["URL"] = "https://hooks.slack.example/services/T0/B0/XXXX" };

    [Theory]
    [InlineData("http://127.0.0.1:9093", "http://127.0.0.1:9093/api/v2/alerts")]
    [InlineData("https://am.example.net/prefix/", "https://am.example.net/prefix/api/v2/alerts")]
    [InlineData("https://am.example.net/api/v2/alerts", "https://am.example.net/api/v2/alerts")]
    public async Task Create_alertmanager_goes_to_its_API(string url, string expected)
    {
        var request = await CreateAsync(Delivery("[]"), new AlertmanagerTarget("am") { Url = new Uri(url) });

        Assert.Equal(expected, request.Url.AbsoluteUri);
        Assert.Equal(["user-agent"], request.Headers.Select(h => h.Key));
    }

    [Fact]
    public async Task Create_pagerduty_adds_the_key_to_the_stored_event()
    {
        var target = new PagerDutyTarget("pd") { Url = PagerDutyTarget.DefaultUrl, RoutingKey = new EnvironmentSecret("KEY") };

        var request = await CreateAsync(Delivery("""{"event_action":"trigger"}"""), target);

        Assert.Equal("""{"routing_key":"R0123456789ABCDEF","event_action":"trigger"}""", Encoding.UTF8.GetString(request.Body.Span));
        Assert.Contains("R0123456789ABCDEF", request.Confidential);
        _environment.Remove("KEY");
        var error = await Assert.ThrowsAsync<SecretUnavailableException>(() => CreateAsync(Delivery("{}"), target));
        Assert.Equal("routing key of target `pd`: the environment variable KEY is not set", error.Message);
    }

    [Fact]
    public async Task Create_ntfy_logs_in_with_the_token()
    {
        var request = await CreateAsync(Delivery("{}"), new NtfyTarget("phone") { Url = NtfyTarget.DefaultUrl, Topic = "vms", Token = new EnvironmentSecret("KEY") });

        Assert.Equal("https://ntfy.sh/", request.Url.AbsoluteUri);
        Assert.Contains(new KeyValuePair<string, string>("authorization", "Bearer R0123456789ABCDEF"), request.Headers);
        Assert.Contains("R0123456789ABCDEF", request.Confidential);
    }

    [Fact]
    public async Task Create_slack_and_teams_go_to_the_secret_URL()
    {
        foreach (var target in (HttpTarget[])[new SlackTarget("team") { UrlSecret = new EnvironmentSecret("URL") }, new TeamsTarget("team") { UrlSecret = new EnvironmentSecret("URL") }])
        {
            var request = await CreateAsync(Delivery("{}"), target);
            Assert.Equal("/services/T0/B0/XXXX", request.Url.AbsolutePath);
            Assert.Contains("/services/T0/B0/XXXX", request.Confidential);
        }
    }

    [Fact]
    public async Task Create_cloud_event_in_binary_mode_is_taken_apart_and_signed_as_it_is_sent()
    {
        var delivery = Delivery("""{"specversion":"1.0","id":"msg_1","datacontenttype":"application/json","data":{"a":1}}""") with { ContentType = "application/cloudevents+json; mode=binary" };
        _environment["SIGN"] = "a-signing-key";

        var request = await CreateAsync(delivery, new WebhookTarget("bus") { Url = new Uri("https://bus.example.net/"), Secrets = ["sign"], Envelope = Envelope.CloudEventsBinary });

        Assert.Equal(("""{"a":1}""", "application/json"), (Encoding.UTF8.GetString(request.Body.Span), request.ContentType));
        Assert.Contains(new KeyValuePair<string, string>("ce-id", "msg_1"), request.Headers);
        Assert.True(WebhookKey.TryParse("a-signing-key", out var key, out _));
        Assert.True(StandardWebhookSignature.Verify(
            "msg_1", Header(request, "webhook-timestamp"), Header(request, "webhook-signature"), request.Body.Span, [key], Samples.At, StandardWebhookSignature.DefaultTolerance));
    }

    [Fact]
    public async Task Run_answer_is_judged_by_the_targets_kind()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK", "<html>proxy</html>"), HttpPeer.Response("200 OK", "ok"), HttpPeer.Response("404 Not Found", "no_service"));
        using var sender = new WebhookSender(new ManualTime());
        var attempt = new DeliveryAttempt(Factory(), sender);
        var target = new SlackTarget("team") { Url = peer.Url };

        var meanings = new List<AnswerMeaning?>();
        for (var i = 0; i < 3; i++)
            meanings.Add((await attempt.RunAsync(Delivery("{}"), target, Samples.At, CancellationToken.None)).Meaning);

        Assert.Equal([AnswerMeaning.TryAgain, AnswerMeaning.Delivered, AnswerMeaning.Refused], meanings);
    }

    [Fact]
    public void Judge_refused_for_good_is_a_dead_letter_at_once()
    {
        var sent = new SendResult(400, "400 Bad Request: invalid event", null, TimeSpan.Zero) { Meaning = AnswerMeaning.Refused };

        var result = AttemptJudge.Judge(new ClaimedDelivery(Delivery("{}"), 1), new RetryOptions(), sent, Samples.At, Samples.At, 0);

        Assert.Equal((AttemptOutcome.Dead, "given up, the target refuses it as it is: 400 Bad Request: invalid event"), (result.Outcome, result.Detail));
    }

    private static DeliveryRow Delivery(string body) => Samples.Delivery() with { Body = Encoding.UTF8.GetBytes(body) };

    private static string Header(WebhookRequest request, string name) => request.Headers.Single(h => h.Key == name).Value;

    private WebhookRequestFactory Factory() => new(
        new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty.Add("sign", new EnvironmentSecret("SIGN")), _environment.GetValueOrDefault), "0.1.0");

    private Task<WebhookRequest> CreateAsync(DeliveryRow delivery, TargetConfiguration target) => Factory().CreateAsync(delivery, target, Samples.At, null, CancellationToken.None);
}
