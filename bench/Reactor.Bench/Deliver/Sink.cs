using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Reactor.Bench.Deliver;

/// <summary>An HTTP server that takes every request and does nothing with it: in a process of its own. Says its port, then for each line of its input how many came.</summary>
internal static class Sink
{
    public const string Verb = "sink";

    private static readonly byte[] s_answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private static long s_taken;

    public static async Task<int> RunAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        await Console.Out.WriteLineAsync(((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        _ = AcceptAsync(listener);
        while (await Console.In.ReadLineAsync() is not null)
            await Console.Out.WriteLineAsync(Interlocked.Read(ref s_taken).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        while (true)
            _ = ServeAsync(await listener.AcceptSocketAsync());
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[64 * 1024];
            var filled = 0;
            while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var read)
            {
                filled += read;
                while (RequestLength(buffer.AsSpan(0, filled)) is { } length && length <= filled)
                {
                    buffer.AsSpan(length, filled - length).CopyTo(buffer);
                    filled -= length;
                    Interlocked.Increment(ref s_taken);
                    await socket.SendAsync(s_answer);
                }
            }
        }
    }

    private static int? RequestLength(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        var at = bytes[..head].IndexOf("Content-Length: "u8);
        if (at < 0)
            return head + 4;
        var digits = bytes[(at + 16)..];
        return head + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }
}
