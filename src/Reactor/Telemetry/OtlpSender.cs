using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Reactor.Actors.Secrets;
using Reactor.Rules.Configuration;

namespace Reactor.Telemetry;

/// <summary>Sends a request to a receiver of OTLP, once. Whatever goes wrong out there is an answer; only the caller's own cancellation is thrown.</summary>
internal sealed class OtlpSender(OtlpConfiguration receiver, Func<ImmutableSortedDictionary<string, SecretSource>> secrets, TimeProvider time) : IDisposable
{
    /// <summary>Most of an answer that is read. Bytes.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    private const int MaxHeaderKilobytes = 32;
    private const int GrpcPrefix = 5;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(5);

    private HttpMessageInvoker? _client;

    private bool IsGrpc => receiver.Protocol == OtlpProtocol.Grpc;

    public async Task<OtlpAnswer> SendAsync(OtlpSignal signal, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(receiver.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            _client ??= Client();
            using var request = await RequestAsync(signal, message, linked.Token);
            using var response = await _client.SendAsync(request, linked.Token);
            var body = await ReadAsync(response, linked.Token);
            return IsGrpc && response.StatusCode == HttpStatusCode.OK ? OfGrpc(response, body) : OfHttp(response, body);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unreached(string.Create(CultureInfo.InvariantCulture, $"no answer within {receiver.Timeout.TotalSeconds:0.###} s"));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException or SecretUnavailableException or FormatException)
        {
            return Unreached(Describe(failure));
        }
    }

    public void Dispose() => _client?.Dispose();

    // With the next attempt come the files of TLS as they are then.
    private OtlpAnswer Unreached(string failure)
    {
        _client?.Dispose();
        _client = null;
        return new OtlpAnswer(failure, MayRepeat: true);
    }

    private HttpMessageInvoker Client()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = s_connect,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = MaxAnswerBytes,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        if (receiver.Tls is { } files)
        {
            handler.SslOptions = files.Load(receiver.Endpoint.IdnHost);
        }
        return new HttpMessageInvoker(handler);
    }

    private async Task<HttpRequestMessage> RequestAsync(OtlpSignal signal, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var word = signal == OtlpSignal.Traces ? "trace" : "metrics";
        var path = IsGrpc
            ? $"/opentelemetry.proto.collector.{word}.v1.{(signal == OtlpSignal.Traces ? "Trace" : "Metrics")}Service/Export"
            : receiver.Endpoint.AbsolutePath.TrimEnd('/') + (signal == OtlpSignal.Traces ? "/v1/traces" : "/v1/metrics");
        var content = new ReadOnlyMemoryContent(IsGrpc ? Framed(message.Span) : message);
        content.Headers.ContentType = new MediaTypeHeaderValue(IsGrpc ? "application/grpc" : "application/x-protobuf");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receiver.Endpoint, path)) { Content = content };
        if (IsGrpc)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }
        request.Headers.TryAddWithoutValidation("user-agent", "Reactor/" + CommandLine.VersionCommand.Current);
        foreach (var (name, text) in receiver.Headers)
        {
            var value = await SecretText.FillAsync(text, secrets(), cancellation);
            if (HeaderText.Problem(name, value) is { } problem)
            {
                throw new SecretUnavailableException(problem);
            }
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    // Not compressed, and its length.
    private static byte[] Framed(ReadOnlySpan<byte> message)
    {
        var framed = new byte[GrpcPrefix + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed.AsSpan(GrpcPrefix));
        return framed;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        // Of gRPC the end of the answer is what tells: it comes after the body.
        var buffer = new byte[MaxAnswerBytes];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return buffer[..length];
    }

    private OtlpAnswer OfHttp(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        if (status is >= 200 and < 300 && !IsGrpc)
        {
            return OtlpAnswer.Taken with { Rejected = PartialSuccess.Rejected(body) };
        }
        return new OtlpAnswer(
            string.Create(CultureInfo.InvariantCulture, $"it answered {status}"), MayRepeat: status is 429 or 502 or 503 or 504,
            response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow());
    }

    private static OtlpAnswer OfGrpc(HttpResponseMessage response, byte[] body)
    {
        var word = (response.TrailingHeaders.TryGetValues("grpc-status", out var values) || response.Headers.TryGetValues("grpc-status", out values) ? values.FirstOrDefault() : null) ?? "no status";
        return word == "0"
            ? OtlpAnswer.Taken with { Rejected = body.Length > GrpcPrefix ? PartialSuccess.Rejected(body.AsMemory(GrpcPrefix)) : 0 }
            // What may pass: cancelled, in time, exhausted, aborted, out of range, unavailable, lost.
            : new OtlpAnswer($"it answered gRPC status {Digits(word)}", MayRepeat: word is "1" or "4" or "8" or "10" or "11" or "14" or "15");
    }

    private static string Digits(string word) => word.Length <= 9 && word.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') ? word : "?";

    private string Describe(Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is SocketException)
            {
                return $"no connection to {receiver.Endpoint.Host} port {receiver.Endpoint.Port}: {e.Message}";
            }
        }
        return failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message;
    }
}
