using FsCheck.Xunit;
using Reactor.Reactions.Signing;

namespace Reactor.Reactions.Tests.Signing;

public class StandardWebhookSignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] s_body = """{"test": 2432232314}"""u8.ToArray();
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly WebhookKey s_key = Key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Fact]
    public void Sign_vector_of_the_specification_gives_its_signature() =>
        Assert.Equal(Signature, StandardWebhookSignature.Sign(Id, Timestamp, s_body, [s_key]));

    [Fact]
    public void Sign_two_keys_gives_two_signatures_in_order()
    {
        var header = StandardWebhookSignature.Sign(Id, Timestamp, s_body, [Key("plain text"), s_key]).Split(' ');
        Assert.Equal(2, header.Length);
        Assert.Equal(Signature, header[1]);
        Assert.NotEqual(header[0], header[1]);
    }

    [Fact]
    public void Sign_no_keys_gives_nothing() => Assert.Equal("", StandardWebhookSignature.Sign(Id, Timestamp, s_body, []));

    [Fact]
    public void Timestamp_is_whole_seconds() =>
        Assert.Equal(Timestamp, StandardWebhookSignature.Timestamp(s_now.AddMilliseconds(999)));

    [Fact]
    public void Verify_own_signature_holds() => Assert.True(Verify(Signature, s_body, s_now));

    [Fact]
    public void Verify_signature_among_others_and_unknown_versions_holds() =>
        Assert.True(Verify($"v1a,abc v1,bm90 junk {Signature}", s_body, s_now));

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("v1,AAAA")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OEg0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Verify_other_signature_fails(string header) => Assert.False(Verify(header, s_body, s_now));

    [Fact]
    public void Verify_changed_body_fails() => Assert.False(Verify(Signature, "{}"u8.ToArray(), s_now));

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Verify_timestamp_beyond_tolerance_fails(int seconds, bool holds) =>
        Assert.Equal(holds, Verify(Signature, s_body, s_now.AddSeconds(seconds)));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1614265330.5")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public void Verify_timestamp_that_is_none_fails(string timestamp) => Assert.False(
        StandardWebhookSignature.Verify(Id, timestamp, Signature, s_body, [s_key], s_now, StandardWebhookSignature.DefaultTolerance));

    [Property]
    public bool Verify_what_Sign_made_holds_for_any_body_and_text_key(byte[] body, FsCheck.NonEmptyString secret)
    {
        if (!WebhookKey.TryParse(secret.Get, out var key, out _))
        {
            return string.IsNullOrWhiteSpace(secret.Get) || secret.Get.Trim().StartsWith("whsec_", StringComparison.Ordinal);
        }

        var header = StandardWebhookSignature.Sign("msg_x", Timestamp, body, [key]);
        return StandardWebhookSignature.Verify("msg_x", Timestamp, header, body, [key], s_now, TimeSpan.Zero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("whsec_")]
    [InlineData("whsec_not*base64")]
    public void TryParse_unusable_secret_is_refused_without_telling_it(string secret)
    {
        Assert.False(WebhookKey.TryParse(secret, out _, out var error));
        Assert.DoesNotContain("not*base64", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_line_break_at_the_end_is_ignored() => Assert.Equal(
        Signature, StandardWebhookSignature.Sign(Id, Timestamp, s_body, [Key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")]));

    [Fact]
    public void ToString_never_shows_the_key() => Assert.Equal("(secret)", s_key.ToString());

    private static bool Verify(string header, byte[] body, DateTimeOffset now) =>
        StandardWebhookSignature.Verify(Id, Timestamp, header, body, [s_key], now, StandardWebhookSignature.DefaultTolerance);

    private static WebhookKey Key(string secret) =>
        WebhookKey.TryParse(secret, out var key, out var error) ? key : throw new InvalidOperationException(error);
}
