using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>Asks a running daemon over its control socket.</summary>
internal static class ControlClient
{
    private const long LongestAnswer = 64 * 1024 * 1024;

    /// <summary>Sends a request without a body and gives the rows of the answer.</summary>
    /// <exception cref="CommandFailedException">The daemon refused, or does not answer as one.</exception>
    public static async Task<IReadOnlyList<JsonObject>> SendAsync(string socket, HttpMethod method, string path, TimeSpan timeout, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler
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
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await client.SendAsync(request, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            var body = text.Length > 0 ? JsonNode.Parse(text, documentOptions: JsonLines.Deep) : null;
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandFailedException($"the daemon refused: {body?["detail"] ?? body?["title"] ?? (int)response.StatusCode}");
            }
            return [.. body!.AsArray().Select(row => row!.AsObject())];
        }
        catch (JsonException failure)
        {
            throw new CommandFailedException($"what answers on {socket} is no reactor: {failure.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"the daemon on {socket} has not answered within {client.Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailedException($"asking the daemon on {socket} failed: {failure.Message}");
        }
    }
}
