using System.Net.Sockets;
using System.Text;

namespace EndToEnd.Daemon;

/// <summary>A service manager of the test's own: what the daemon tells it, in order.</summary>
internal sealed class NotifiedManager : IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[4096];

    public NotifiedManager(string path)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        Path = path;
    }

    public string Path { get; }

    /// <summary>The next message but those of the watchdog.</summary>
    public async Task<string> NextAsync()
    {
        while (true)
        {
            if (await AnyAsync() is var message && !message.StartsWith("WATCHDOG=1", StringComparison.Ordinal))
            {
                return message;
            }
        }
    }

    /// <summary>The next message.</summary>
    public async Task<string> AnyAsync()
    {
        using var guard = new CancellationTokenSource(HangGuard);
        return Encoding.UTF8.GetString(_buffer, 0, await _socket.ReceiveAsync(_buffer, guard.Token));
    }

    /// <summary>What came and was not read yet.</summary>
    public IEnumerable<string> Left()
    {
        while (_socket.Available > 0)
        {
            yield return Encoding.UTF8.GetString(_buffer, 0, _socket.Receive(_buffer));
        }
    }

    public void Dispose() => _socket.Dispose();
}
