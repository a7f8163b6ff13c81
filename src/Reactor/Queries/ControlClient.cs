using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>Asks a running daemon over its control socket.</summary>
internal static class ControlClient
{
    private const long LongestAnswer = 64 * 1024 * 1024;

    /// <summary>Sends a request and gives the rows of the answer, also where it came to nothing and has a row that says so.</summary>
    /// <param name="socket">The control socket.</param>
    /// <param name="method">What to do.</param>
    /// <param name="path">To what.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <exception cref="CommandFailedException">The daemon refused, or (<see cref="DaemonLostException"/>) did not answer to the end.</exception>
    public static async Task<IReadOnlyList<JsonObject>> SendAsync(
        string socket, HttpMethod method, string path, TimeSpan timeout, CancellationToken cancellation, ReadOnlyMemory<byte>? body = null)
    {
        using var client = Client(socket, timeout);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is { } content)
            {
                request.Content = new ReadOnlyMemoryContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }
            using var response = await client.SendAsync(request, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            return response.IsSuccessStatusCode
                ? [.. JsonNode.Parse(text, documentOptions: JsonLines.Deep)!.AsArray().Select(row => row!.AsObject())]
                : AnswerOf(text) is { } answer ? [answer] : throw Refused(response, text);
        }
        catch (JsonException failure)
        {
            throw NoReactor(socket, failure);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DaemonLostException($"the daemon on {socket} has not answered within {client.Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException failure)
        {
            throw new DaemonLostException($"asking the daemon on {socket} failed: {failure.Message}");
        }
    }

    /// <summary>Gives the rows of an answer that has no end, as they come, until it ends.</summary>
    /// <exception cref="CommandFailedException">The daemon refused, or does not answer as one.</exception>
    public static async IAsyncEnumerable<JsonObject> FollowAsync(
        string socket, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var client = Client(socket, Timeout.InfiniteTimeSpan);
        using var response = await OpenAsync(client, socket, path, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        while (await LineAsync(reader, cancellation) is { } line)
        {
            JsonObject row;
            try
            {
                row = JsonNode.Parse(line, documentOptions: JsonLines.Deep)!.AsObject();
            }
            catch (JsonException failure)
            {
                throw NoReactor(socket, failure);
            }
            yield return row;
        }
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string socket, string path, CancellationToken cancellation)
    {
        try
        {
            var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }
            using (response)
            {
                throw Refused(response, await response.Content.ReadAsStringAsync(cancellation));
            }
        }
        catch (HttpRequestException failure)
        {
            throw new DaemonLostException($"asking the daemon on {socket} failed: {failure.Message}");
        }
    }

    // A daemon that is killed cuts the answer off: that is its end, too.
    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static HttpClient Client(string socket, TimeSpan timeout) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, token) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://reactor"),
        Timeout = timeout,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    // What came to nothing and has a row that says so: who asked shows it as any other.
    private static JsonObject? AnswerOf(string text) => text.Length > 0 ? JsonNode.Parse(text, documentOptions: JsonLines.Deep)?[ActRefusedException.Member]?.AsObject() : null;

    private static CommandFailedException Refused(HttpResponseMessage response, string text)
    {
        var body = text.Length > 0 ? JsonNode.Parse(text, documentOptions: JsonLines.Deep) : null;
        return new CommandFailedException($"the daemon refused: {body?["detail"] ?? body?["title"] ?? (int)response.StatusCode}", response.StatusCode == System.Net.HttpStatusCode.BadRequest ? ExitCode.Usage : ExitCode.Failed);
    }

    private static CommandFailedException NoReactor(string socket, JsonException failure) =>
        new($"what answers on {socket} is no reactor: {failure.Message}");
}
