using System.Net.Sockets;

namespace StandIn;

/// <summary>One client of one monitor. What the kernel doesn't take at once waits here.</summary>
internal sealed class MonitorConnection(Socket socket, int number, Action<MonitorConnection, long> written) : IDisposable
{
    /// <summary>Bytes waiting above which no event is added: QEMU would keep them without bound.</summary>
    public const int MostWaiting = 64 * 1024;

    private readonly List<byte> _input = [];
    private readonly Queue<(byte[] Bytes, long Event)> _waiting = new();
    private int _offset;

    public Socket Socket => socket;

    public int Number => number;

    public bool IsNegotiated { get; set; }

    public bool WasAsked { get; set; }

    public int WaitingBytes { get; private set; }

    /// <summary>Events still to be written as fast as they are taken.</summary>
    public long Burst { get; set; }

    /// <summary>Adds what arrived and gives its whole lines; false at the end.</summary>
    public bool Read(Span<byte> buffer, Action<ReadOnlySpan<byte>> line)
    {
        while (true)
        {
            var count = socket.Receive(buffer, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return true;
            if (error != SocketError.Success || count == 0)
                return false;
            foreach (var b in buffer[..count])
            {
                if (b != '\n')
                {
                    _input.Add(b);
                    continue;
                }

                if (_input.Count > 1)
                    line(_input.ToArray());
                _input.Clear();
            }

            if (count < buffer.Length)
                return true;
        }
    }

    /// <summary>Writes, or keeps what isn't taken. <paramref name="number"/> is the event's, or 0.</summary>
    public void Post(ReadOnlySpan<byte> bytes, long number)
    {
        if (_waiting.Count == 0)
        {
            var taken = socket.Send(bytes, SocketFlags.None, out _);
            if (taken == bytes.Length)
            {
                if (number != 0)
                    written(this, number);
                return;
            }

            bytes = bytes[Math.Max(0, taken)..];
        }

        _waiting.Enqueue((bytes.ToArray(), number));
        WaitingBytes += bytes.Length;
    }

    /// <summary>Writes what waits, as far as it is taken.</summary>
    public void Flush()
    {
        while (_waiting.TryPeek(out var next))
        {
            var taken = socket.Send(next.Bytes.AsSpan(_offset), SocketFlags.None, out var error);
            if (error != SocketError.Success)
                return;
            WaitingBytes -= taken;
            _offset += taken;
            if (_offset < next.Bytes.Length)
                return;
            _offset = 0;
            _waiting.Dequeue();
            if (next.Event != 0)
                written(this, next.Event);
        }
    }

    public void Dispose() => socket.Dispose();
}
