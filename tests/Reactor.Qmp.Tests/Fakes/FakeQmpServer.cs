using System.Net;
using System.Net.Sockets;

namespace Reactor.Qmp.Tests;

/// <summary>A real listener that says whatever a test wants said.</summary>
internal sealed class FakeQmpServer : IDisposable
{
    private readonly TempFolder? _folder;
    private readonly Socket _listener;

    private FakeQmpServer(Socket listener, QmpAddress address, TempFolder? folder)
    {
        _listener = listener;
        Address = address;
        _folder = folder;
    }

    public QmpAddress Address { get; }

    public static FakeQmpServer OnUnix()
    {
        var folder = new TempFolder();
        string path = folder.File("q.sock");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(16);
        return new FakeQmpServer(listener, new UnixQmpAddress(path), folder);
    }

    public static FakeQmpServer OnTcp(IPAddress? ip = null)
    {
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(ip ?? IPAddress.Loopback, 0));
        listener.Listen(16);
        var end = (IPEndPoint)listener.LocalEndPoint!;
        return new FakeQmpServer(listener, new TcpQmpAddress(end.Address.ToString(), end.Port), null);
    }

    public async Task<FakeQmpClient> AcceptAsync() => new(await _listener.AcceptAsync().Guarded());

    /// <summary>Connects through the whole negotiation.</summary>
    public async Task<(QmpConnection Connection, FakeQmpClient Client)> ConnectAsync(IQmpEventSink? sink = null, QmpConnectionOptions? options = null)
    {
        var connecting = QmpConnection.ConnectAsync(Address, options ?? QmpConnectionOptions.Default, sink ?? new RecordingSink(), CancellationToken.None);
        FakeQmpClient client = await AcceptAsync();
        await client.NegotiateAsync();
        return (await connecting.Guarded(), client);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder?.Dispose();
    }
}
