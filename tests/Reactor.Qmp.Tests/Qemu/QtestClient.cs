using System.Net.Sockets;

namespace Reactor.Qmp.Tests.Qemu;

/// <summary>Plays the guest through QEMU's qtest protocol: one line, answered with OK.</summary>
internal sealed class QtestClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private StreamReader? _reader;
    private StreamWriter? _writer;

    public static async Task<QtestClient> ConnectAsync(string path)
    {
        var client = new QtestClient();
        await client._socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        var stream = new NetworkStream(client._socket);
        client._reader = new StreamReader(stream);
        client._writer = new StreamWriter(stream) { AutoFlush = true };
        return client;
    }

    public async Task DoAsync(params string[] commands)
    {
        foreach (string command in commands)
        {
            await _writer!.WriteAsync(command + "\n").Guarded();
            Assert.StartsWith("OK", await _reader!.ReadLineAsync().Guarded(), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _socket.Dispose();
}
