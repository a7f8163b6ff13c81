namespace Reactor.Reactions.Simulation.Recordings;

/// <summary>The lines of a stream, one after another, in a buffer that is used again. A line beyond the bound is given cut, and marked.</summary>
/// <param name="stream">The stream; read as it comes.</param>
/// <param name="maxBytes">Longest line that is given whole. Default 4 MiB.</param>
public sealed class RecordedLines(Stream stream, int maxBytes = 4 * 1024 * 1024)
{
    private byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private bool _isDone;

    /// <summary>Number of the last line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line, without its end; false at the end.</summary>
    /// <param name="line">The line: good until the next call.</param>
    /// <param name="isCut">Whether it was longer than is taken.</param>
    public bool TryRead(out ReadOnlySpan<byte> line, out bool isCut)
    {
        isCut = false;
        var searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var end = rest[searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = rest[..(searched + end)];
                _start += searched + end + 1;
                Number++;
                return true;
            }

            if (_isDone)
            {
                line = rest;
                _start = _end;
                Number += line.IsEmpty ? 0 : 1;
                return !line.IsEmpty;
            }

            searched = rest.Length;
            if (searched >= maxBytes)
            {
                isCut = true;
                rest[..64].CopyTo(_buffer);
                line = _buffer.AsSpan(0, 64);
                SkipLine();
                Number++;
                return true;
            }

            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isDone = read == 0;
    }

    // The cut line's beginning stays where it is until the next call fills the buffer anew.
    private void SkipLine()
    {
        while (true)
        {
            var read = stream.Read(_buffer, 64, _buffer.Length - 64);
            _isDone = read == 0;
            var end = _buffer.AsSpan(64, read).IndexOf((byte)'\n');
            if (_isDone || end >= 0)
            {
                _start = 64 + (_isDone ? 0 : end + 1);
                _end = 64 + read;
                return;
            }
        }
    }
}
