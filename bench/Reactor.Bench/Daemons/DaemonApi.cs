using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Reactor.Bench.Daemons;

/// <summary>Asks a daemon as the command line does.</summary>
/// <param name="store">The folder of its store.</param>
internal sealed class DaemonApi(string store) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(store, "reactor.sock")), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = new Uri("http://reactor") };

    /// <summary>The rows under a path such as <c>/v1/vms</c>.</summary>
    public async Task<JsonArray> RowsAsync(string path) => JsonNode.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative)))!.AsArray();

    /// <summary>Has it read its files again; what came of it.</summary>
    public async Task<JsonObject> ReloadAsync()
    {
        using var answer = await _client.PostAsync(new Uri("/v1/reload", UriKind.Relative), null);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray()[0]!.AsObject();
    }

    public void Dispose() => _client.Dispose();
}
