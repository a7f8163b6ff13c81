using System.Net.Sockets;

namespace Reactor.Demo.Lab;

/// <summary>Reads lines (LF or CRLF) of bounded length from a socket. One reader at a time.</summary>
internal sealed class LineReader(Socket socket, int longestLine)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>The next line without its end, valid until the next call; null at the end of the stream.</summary>
    /// <exception cref="LabException">The line is longer than allowed.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched.._end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + found - _start);
                _start = searched + found + 1;
                return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
            }

            searched = MakeRoom();
            var read = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return null;
            _end += read;
        }
    }

    // Moves what is unread to the front, grows the buffer when it is full; returns where new bytes begin.
    private int MakeRoom()
    {
        var unread = _end - _start;
        if (unread > longestLine)
            throw new LabException($"A line longer than {longestLine} bytes arrived.");
        var target = unread == _buffer.Length ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, unread);
        (_buffer, _start, _end) = (target, 0, unread);
        return unread;
    }
}
