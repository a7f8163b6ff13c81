using System.Net.Sockets;
using System.Text.Json;

namespace Reactor.Bench.Scale;

/// <summary>Asks the daemon for its status, as the command line does.</summary>
internal static class DaemonStatus
{
    /// <summary>Managed memory in use, in MiB.</summary>
    public static async Task<double> HeapMiBAsync(string folder)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(folder, "store", "reactor.sock")), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using var json = JsonDocument.Parse(await client.GetStringAsync(new Uri("http://reactor/v1/memory")));
        return json.RootElement[0].GetProperty("heap").GetInt64() / (1024.0 * 1024);
    }
}
