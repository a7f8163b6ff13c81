using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Reactor.Qmp;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// The HTTP edge. Follows no redirect (a signed body must not travel on), keeps no cookies, uses no proxy (the address is checked here), and
/// reads no more of an answer than an excerpt needs.
/// </summary>
internal sealed class WebhookSender : IWebhookSender, IDisposable
{
    /// <summary>Most of an answer that is read. Bytes.</summary>
    internal const int MaxAnswerBytes = 64 * 1024;

    /// <summary>Longest beginning of an answer that is judged. Characters.</summary>
    private const int MaxJudged = 1024;

    private const string Json = "application/json";

    private static readonly MediaTypeHeaderValue s_json = new(Json);

    private readonly HttpClients _clients;
    private readonly TimeProvider _time;

    public WebhookSender(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _time = time;
        _clients = new HttpClients(new WebhookConnector(resolve ?? NameLookups.OfSystem.ResolveAsync));
    }

    public async Task<SendResult> SendAsync(WebhookRequest request, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(request.Timeout, _time);
        // One source is enough for both ends: which of them it was, the other's token tells.
        using var given = ct.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        try
        {
            using var client = _clients.Rent(request.Tls);
            using var message = ToMessage(request);
            using var response = await client.Invoker.SendAsync(message, timeout.Token).ConfigureAwait(false);
            var body = await ReadAsync(response, timeout.Token).ConfigureAwait(false);
            return Result((int)response.StatusCode, Describe(response, body), Header(response, "Retry-After")) with { Answer = body.Length > MaxJudged ? body[..MaxJudged] : body };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var seconds = (timeout.IsCancellationRequested ? request.Timeout : HttpClients.ConnectTimeout).TotalSeconds;
            return Result(null, timeout.IsCancellationRequested ? $"no answer within {seconds:0.###} s" : $"no connection within {seconds:0.###} s");
        }
        catch (InvalidDataException e)
        {
            return Result(null, "not sent: " + e.Message);
        }
        catch (HttpRequestException e)
        {
            return Result(null, Describe(e, request.Url));
        }

        SendResult Result(int? status, string detail, string? retryAfter = null) =>
            new(status, Excerpt.Of(detail, request.Confidential), retryAfter, _time.GetElapsedTime(started));
    }

    public void Dispose() => _clients.Dispose();

    private static HttpRequestMessage ToMessage(WebhookRequest request)
    {
        var content = new ReadOnlyMemoryContent(request.Body);
        content.Headers.ContentType = request.ContentType == Json ? s_json : MediaTypeHeaderValue.Parse(request.ContentType);
        var message = new HttpRequestMessage(request.Method, request.Url) { Content = content };
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                content.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>The start of the answer. One that breaks off or never ends doesn't change what its status line said.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength == 0)
            return "";
        var buffer = ArrayPool<byte>.Shared.Rent(MaxAnswerBytes);
        var length = 0;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            int read;
            while (length < MaxAnswerBytes && (read = await stream.ReadAsync(buffer.AsMemory(length, MaxAnswerBytes - length), ct).ConfigureAwait(false)) > 0)
                length += read;
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            return Encoding.UTF8.GetString(buffer, 0, length) + " (the answer broke off)";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Describe(HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        var text = status is >= 300 and < 400
            ? $"{status} redirect to {Header(response, "Location") ?? "nowhere"}: redirects are refused; configure the final URL"
            : $"{status} {response.ReasonPhrase}";
        return string.IsNullOrWhiteSpace(body) ? text : $"{text}: {body.Trim()}";
    }

    private static string Describe(HttpRequestException error, Uri url)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is RefusedAddressException)
                return e.Message;
            if (e is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
                return $"the name {url.Host} is not known";
            if (e is SocketException)
                return $"no connection to {url.Host} port {url.Port}: {e.Message}";
        }

        return error.InnerException is { } inner ? $"{error.Message} {inner.Message}" : error.Message;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
