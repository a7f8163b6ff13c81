using System.Net.Sockets;
using System.Text.Json;
using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>The least that any program does: reads, finds the lines, goes over each one's JSON. In a process of its own.</summary>
internal static class BareReader
{
    public const string Verb = "read-bare";

    private static long s_events;

    public static async Task<int> RunAsync(string folder, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            var socket = await ConnectAsync(StandInNames.Socket(folder, number));
            _ = ReadAsync(socket);
        }

        return Counting.Answer(() => Volatile.Read(ref s_events));
    }

    private static async Task<Socket> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
        var buffer = new byte[4096];
        await socket.ReceiveAsync(buffer).ConfigureAwait(false);
        await socket.SendAsync("{\"execute\": \"qmp_capabilities\"}\n"u8.ToArray()).ConfigureAwait(false);
        await socket.ReceiveAsync(buffer).ConfigureAwait(false);
        return socket;
    }

    private static async Task ReadAsync(Socket socket)
    {
        var (buffer, length) = (new byte[64 * 1024], 0);
        while (await socket.ReceiveAsync(buffer.AsMemory(length)).ConfigureAwait(false) is > 0 and var count)
        {
            length += count;
            var taken = Tokenise(buffer.AsSpan(0, length), out var events);
            Interlocked.Add(ref s_events, events);
            buffer.AsSpan(taken, length - taken).CopyTo(buffer);
            length -= taken;
        }
    }

    private static int Tokenise(ReadOnlySpan<byte> bytes, out int events)
    {
        events = 0;
        var taken = 0;
        while (bytes[taken..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var reader = new Utf8JsonReader(bytes.Slice(taken, length));
            while (reader.Read())
            {
            }

            taken += length + 1;
            events++;
        }

        return taken;
    }
}
