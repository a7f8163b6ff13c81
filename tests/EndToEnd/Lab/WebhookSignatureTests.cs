using System.Text;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public class WebhookSignatureTests
{
    // A known answer of the Standard Webhooks specification's libraries.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1614265330;
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Theory]
    [InlineData(Signature)]
    [InlineData("v1,AAAA v1a,BBBB " + Signature)]
    [InlineData(Signature + " v1,AAAA")]
    public void Known_signature_matches_alone_and_among_others(string signatures) =>
        Assert.True(WebhookSignature.Matches(Secret, Id, Timestamp, Encoding.UTF8.GetBytes(Body), signatures));

    [Theory]
    [InlineData(Id, Timestamp, Body, "")]
    [InlineData(Id, Timestamp, Body, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Id, Timestamp, Body, "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Id, Timestamp, Body + " ", Signature)]
    [InlineData(Id, Timestamp + 1, Body, Signature)]
    [InlineData("msg_other", Timestamp, Body, Signature)]
    public void Signature_of_anything_else_does_not_match(string id, long timestamp, string body, string signatures) =>
        Assert.False(WebhookSignature.Matches(Secret, id, timestamp, Encoding.UTF8.GetBytes(body), signatures));

    [Fact]
    public void Secret_without_prefix_is_refused() =>
        Assert.Throws<ArgumentException>(() => WebhookSignature.Matches("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Id, Timestamp, [], Signature));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Request_is_accepted_within_five_minutes_of_its_time_stamp(int late, bool accepted) =>
        Assert.Equal(accepted, Request(late).IsSignedWith(Secret));

    [Theory]
    [InlineData("webhook-id", "no webhook-id")]
    [InlineData("webhook-timestamp", "webhook-timestamp is absent")]
    [InlineData("webhook-signature", "No signature")]
    public void Refusal_names_the_header_that_is_missing(string header, string reason)
    {
        var whole = Request(late: 0);
        var headers = whole.Headers.Where(h => h.Key != header).ToDictionary();

        Assert.Contains(reason, WebhookSignature.Refusal(whole with { Headers = headers }, Secret)!, StringComparison.Ordinal);
    }

    private static ReceivedRequest Request(int late) => new(
        1,
        "POST",
        "/",
        new Dictionary<string, string>
        {
            ["webhook-id"] = Id,
            ["webhook-timestamp"] = "1614265330",
            ["webhook-signature"] = Signature,
        },
        Encoding.UTF8.GetBytes(Body),
        DateTimeOffset.FromUnixTimeSeconds(Timestamp + late));
}
