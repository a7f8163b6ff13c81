using System.Buffers;
using System.Net.Sockets;
using StandIn;

namespace Reactor.Bench.Scale;

/// <summary>The least that any program does: connects to every monitor, negotiates, asks what Reactor asks, and reads. In a process of its own.</summary>
internal static class BareClients
{
    public const string Verb = "bare-clients";

    public static async Task<int> RunAsync(string folder, int count)
    {
        var clients = Enumerable.Range(1, count).Select(number => RunClientAsync(StandInNames.Socket(folder, number))).ToArray();
        // Whoever started it closes its input to end it.
        await Console.In.ReadToEndAsync();
        return clients.Count(client => client.IsFaulted);
    }

    private static async Task RunClientAsync(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
        await ReadAsync(socket).ConfigureAwait(false);
        await socket.SendAsync("{\"execute\": \"qmp_capabilities\", \"id\": 1}\n"u8.ToArray()).ConfigureAwait(false);
        await ReadAsync(socket).ConfigureAwait(false);
        await socket.SendAsync("{\"execute\": \"query-status\", \"id\": 2}\n{\"execute\": \"query-uuid\", \"id\": 3}\n"u8.ToArray()).ConfigureAwait(false);
        while (await ReadAsync(socket).ConfigureAwait(false) > 0)
        {
        }
    }

    private static async ValueTask<int> ReadAsync(Socket socket)
    {
        await socket.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            return await socket.ReceiveAsync(buffer).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
