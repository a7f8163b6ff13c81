using System.Collections.Immutable;
using System.Text;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Signing;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Tests.Deliveries;

public class WebhookRequestFactoryTests
{
    private readonly Dictionary<string, string> _environment = new() { ["OLD"] = "whsec_b2xkLWtleS1vbGQta2V5", ["NEW"] = "new-key-value" };

    [Fact]
    public async Task Create_named_target_carries_reactors_headers()
    {
        var request = await CreateAsync(Samples.Delivery(), Samples.Target());

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("msg_1", Header(request, "webhook-id"));
        Assert.Equal("1772445600", Header(request, "webhook-timestamp"));
        Assert.Equal("Reactor/0.1.0", Header(request, "user-agent"));
        Assert.Equal("application/json", request.ContentType);
        Assert.DoesNotContain(request.Headers, header => header.Key == "webhook-signature");
    }

    [Fact]
    public async Task Create_configured_user_agent_takes_the_place_of_reactors_own()
    {
        var request = await CreateAsync(Samples.Delivery(), Samples.Target() with { Headers = Samples.Target().Headers.Add("User-Agent", "ops/1") });

        Assert.Equal(["ops/1"], request.Headers.Where(h => h.Key.Equals("user-agent", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value));
    }

    [Fact]
    public async Task Create_two_keys_gives_a_signature_of_each()
    {
        var delivery = Samples.Delivery();

        var request = await CreateAsync(delivery, Samples.Target() with { Secrets = ["new", "old"] });

        var signatures = Header(request, "webhook-signature");
        Assert.Equal(2, signatures.Split(' ').Length);
        foreach (var name in (string[])["OLD", "NEW"])
        {
            Assert.True(WebhookKey.TryParse(_environment[name], out var key, out _));
            Assert.True(StandardWebhookSignature.Verify(
                "msg_1", "1772445600", signatures, delivery.Body.Span, [key], Samples.At, StandardWebhookSignature.DefaultTolerance));
        }
    }

    [Fact]
    public async Task Create_secret_is_missing_fails_and_names_it()
    {
        _environment.Remove("NEW");

        var error = await Assert.ThrowsAsync<SecretUnavailableException>(() => CreateAsync(Samples.Delivery(), Samples.Target() with { Secrets = ["new"] }));

        Assert.Contains("`new`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_key_is_no_base64_fails_without_its_value()
    {
        _environment["NEW"] = "whsec_!!!not-base64!!!";

        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => CreateAsync(Samples.Delivery(), Samples.Target() with { Secrets = ["new"] }));

        Assert.Contains("`new`", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-base64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_header_refers_to_a_secret_is_filled_in_and_confidential()
    {
        var headers = ImmutableSortedDictionary<string, string>.Empty.Add("authorization", "Bearer {secret:new}!");

        var request = await CreateAsync(Samples.Delivery(), Samples.Target() with { Headers = headers });

        Assert.Equal("Bearer new-key-value!", Header(request, "authorization"));
        Assert.Contains("new-key-value", request.Confidential);
    }

    [Theory]
    [InlineData("x-note", "two\r\nlines")]
    [InlineData("x note", "value")]
    [InlineData("", "value")]
    public async Task Create_header_would_break_the_message_is_refused(string name, string value)
    {
        var headers = ImmutableSortedDictionary<string, string>.Empty.Add(name, value);

        await Assert.ThrowsAsync<InvalidRequestException>(() => CreateAsync(Samples.Delivery(), Samples.Target() with { Headers = headers }));
    }

    [Fact]
    public async Task Create_configured_header_has_reactors_name_is_not_used()
    {
        var headers = ImmutableSortedDictionary<string, string>.Empty.Add("Webhook-Id", "forged").Add("Content-Length", "5");

        var request = await CreateAsync(Samples.Delivery(), Samples.Target() with { Headers = headers });

        Assert.Equal("msg_1", Header(request, "webhook-id"));
        Assert.DoesNotContain(request.Headers, header => header.Value is "forged" or "5");
    }

    [Fact]
    public async Task Create_url_is_a_secret_is_read_and_confidential()
    {
        _environment["URL"] = "https://hooks.example.net/services/T000/B000/XXXX\n";

        var request = await CreateAsync(Samples.Delivery(), Samples.Target() with { Url = null, UrlSecret = new EnvironmentSecret("URL") });

        Assert.Equal("https://hooks.example.net/services/T000/B000/XXXX", request.Url.AbsoluteUri);
        Assert.Contains("/services/T000/B000/XXXX", request.Confidential);
        Assert.Contains("services/T000/B000/XXXX", request.Confidential);
        Assert.DoesNotContain("services", request.Confidential);
    }

    [Fact]
    public async Task Create_secret_url_is_no_url_fails_without_its_value()
    {
        _environment["URL"] = "not-a-url";

        var error = await Assert.ThrowsAsync<InvalidRequestException>(
            () => CreateAsync(Samples.Delivery(), Samples.Target() with { Url = null, UrlSecret = new EnvironmentSecret("URL") }));

        Assert.DoesNotContain("not-a-url", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://example.net/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nonsense")]
    public async Task Create_in_place_url_is_not_http_is_refused(string url) =>
        await Assert.ThrowsAsync<InvalidRequestException>(() => CreateAsync(Samples.Delivery(inline: Samples.Inline(url)), null));

    [Fact]
    public async Task Create_in_place_uses_what_was_committed()
    {
        var inline = Samples.Inline("http://example.net/vm/web1") with { Secret = "new" };

        var request = await CreateAsync(Samples.Delivery(inline: inline), null);

        Assert.Equal(HttpMethod.Put, request.Method);
        Assert.Equal("http://example.net/vm/web1", request.Url.AbsoluteUri);
        Assert.Equal(TimeSpan.FromSeconds(15), request.Timeout);
        Assert.StartsWith("v1,", Header(request, "webhook-signature"), StringComparison.Ordinal);
    }

    private static string Header(WebhookRequest request, string name) => request.Headers.Single(header => header.Key == name).Value;

    private Task<WebhookRequest> CreateAsync(DeliveryRow delivery, WebhookTarget? target)
    {
        var secrets = ImmutableSortedDictionary<string, SecretSource>.Empty
            .Add("old", new EnvironmentSecret("OLD")).Add("new", new EnvironmentSecret("NEW"));
        var resolver = new SecretResolver(secrets, name => _environment.GetValueOrDefault(name));
        return new WebhookRequestFactory(resolver, "0.1.0").CreateAsync(delivery, target, Samples.At, null, CancellationToken.None);
    }
}
