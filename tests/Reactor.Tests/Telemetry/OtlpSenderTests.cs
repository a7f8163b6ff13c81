using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Reactor.Rules.Configuration;
using Reactor.Telemetry;

namespace Reactor.Tests.Telemetry;

public sealed class OtlpSenderTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "Traces", "/v1/traces")]
    [InlineData("/", "Metrics", "/v1/metrics")]
    [InlineData("/base", "Traces", "/base/v1/traces")]
    [InlineData("/base/", "Metrics", "/base/v1/metrics")]
    public async Task Http_request_goes_to_the_path_of_its_signal(string path, string signal, string expected)
    {
        var answer = await SendAsync(new OtlpConfiguration(new Uri(_receiver.Http + path)), Enum.Parse<OtlpSignal>(signal));

        Assert.Equal(OtlpAnswer.Taken, answer);
        var seen = Assert.Single(_receiver.Requests);
        Assert.Equal((expected, "application/x-protobuf", "1,2,3"), (seen.Path, seen.Headers["content-type"], string.Join(',', seen.Message)));
    }

    [Theory]
    [InlineData("Traces", "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    [InlineData("Metrics", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    public async Task Grpc_request_calls_the_service_of_its_signal(string signal, string expected)
    {
        var answer = await SendAsync(Grpc, Enum.Parse<OtlpSignal>(signal));

        Assert.Equal(OtlpAnswer.Taken, answer);
        var seen = Assert.Single(_receiver.Requests);
        Assert.Equal((expected, "trailers", "1,2,3"), (seen.Path, seen.Headers["te"], string.Join(',', seen.Message)));
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(502, true)]
    [InlineData(504, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    [InlineData(302, false)]
    public async Task Http_answer_tells_whether_the_same_may_be_sent_again(int status, bool mayRepeat)
    {
        _receiver.ReplyNext(new OtlpReply(status, RetryAfter: "7"));

        Assert.Equal(new OtlpAnswer($"it answered {status}", mayRepeat, TimeSpan.FromSeconds(7)), await SendAsync(Http));
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(8, true)]
    [InlineData(3, false)]
    [InlineData(16, false)]
    public async Task Grpc_answer_tells_whether_the_same_may_be_sent_again(int status, bool mayRepeat)
    {
        _receiver.ReplyNext(new OtlpReply(GrpcStatus: status));

        Assert.Equal(new OtlpAnswer($"it answered gRPC status {status}", mayRepeat), await SendAsync(Grpc));
    }

    [Fact]
    public async Task What_was_refused_of_it_is_told()
    {
        _receiver.ReplyNext(new OtlpReply(Rejected: 2), new OtlpReply(Rejected: 3));

        Assert.Equal(2, (await SendAsync(Http)).Rejected);
        Assert.Equal(3, (await SendAsync(Grpc)).Rejected);
    }

    [Fact]
    public async Task Secrets_of_headers_are_read_for_each_request()
    {
        _folder.Write("token", "first\n");
        var receiver = Http with { Headers = Headers("authorization", "Bearer {secret:token}") };
        var secrets = ImmutableSortedDictionary<string, SecretSource>.Empty.Add("token", new FileSecret(_folder.File("token")));
        using var sender = new OtlpSender(receiver, () => secrets, TimeProvider.System);

        await sender.SendAsync(OtlpSignal.Traces, new byte[1], default);
        _folder.Write("token", "second");
        await sender.SendAsync(OtlpSignal.Traces, new byte[1], default);
        File.Delete(_folder.File("token"));
        var without = await sender.SendAsync(OtlpSignal.Traces, new byte[1], default);

        Assert.Equal(["Bearer first", "Bearer second"], _receiver.Requests.Select(r => r.Headers["authorization"]));
        Assert.Contains("there is no file", without.Failure, StringComparison.Ordinal);
        Assert.True(without.MayRepeat);
    }

    [Fact]
    public async Task Secret_that_no_header_can_hold_is_in_no_message()
    {
        _folder.Write("token", "se\ncret-value");
        var secrets = ImmutableSortedDictionary<string, SecretSource>.Empty.Add("token", new FileSecret(_folder.File("token")));
        using var sender = new OtlpSender(Http with { Headers = Headers("authorization", "{secret:token}") }, () => secrets, TimeProvider.System);

        var answer = await sender.SendAsync(OtlpSignal.Traces, new byte[1], default);

        Assert.DoesNotContain("cret-value", answer.Failure ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_that_is_not_there_may_be_there_later()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var answer = await SendAsync(new OtlpConfiguration(new Uri($"http://{taken.LocalEndPoint}")));

        Assert.StartsWith("no connection to 127.0.0.1 port", answer.Failure, StringComparison.Ordinal);
        Assert.True(answer.MayRepeat);
    }

    [Fact]
    public async Task Receiver_that_hangs_is_left_after_the_timeout()
    {
        _receiver.ReplyNext(new OtlpReply(Hangs: true));

        var answer = await SendAsync(Http with { Timeout = TimeSpan.FromMilliseconds(100) });

        Assert.Equal(new OtlpAnswer("no answer within 0.1 s", MayRepeat: true), answer);
    }

    private OtlpConfiguration Http => new(new Uri(_receiver.Http));

    private OtlpConfiguration Grpc => new(new Uri(_receiver.Grpc)) { Protocol = OtlpProtocol.Grpc };

    private static ImmutableSortedDictionary<string, string> Headers(string name, string value) => ImmutableSortedDictionary<string, string>.Empty.Add(name, value);

    [Fact]
    public async Task Secret_with_a_line_break_is_not_sent_and_not_quoted()
    {
        await File.WriteAllTextAsync(_folder.File("token"), "one\ntwo");
        var secrets = ImmutableSortedDictionary<string, SecretSource>.Empty.Add("token", new FileSecret(_folder.File("token")));
        using var sender = new OtlpSender(Http with { Headers = Headers("authorization", "Bearer {secret:token}") }, () => secrets, TimeProvider.System);

        var answer = await sender.SendAsync(OtlpSignal.Traces, new byte[] { 1 }, default);

        Assert.Equal("the value of the header authorization holds a line break or another control character", answer.Failure);
        Assert.Empty(_receiver.Requests);
    }

    private static async Task<OtlpAnswer> SendAsync(OtlpConfiguration receiver, OtlpSignal signal = OtlpSignal.Traces)
    {
        using var sender = new OtlpSender(receiver, () => ImmutableSortedDictionary<string, SecretSource>.Empty, TimeProvider.System);
        return await sender.SendAsync(signal, new byte[] { 1, 2, 3 }, default);
    }
}
