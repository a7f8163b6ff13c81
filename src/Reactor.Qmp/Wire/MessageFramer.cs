using System.Buffers;

namespace Reactor.Qmp;

internal enum FrameResult
{
    /// <summary>No whole message is there yet.</summary>
    NeedMore,
    Message,
    TooLong,
    TooDeep,
    Malformed,
}

/// <summary>
/// Cuts a byte stream into top-level JSON objects by bracket depth outside of strings, since a <c>pretty=on</c> monitor spreads
/// one object over many lines. Every byte is looked at once, however it arrives; what is kept is at most one
/// message of the allowed length. Not thread-safe.
/// </summary>
internal sealed class MessageFramer(int maxMessageBytes, int maxDepth) : IDisposable
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Larger buffers are not worth keeping in the shared pool for a rare message.</summary>
    private const int LargestPooled = 1024 * 1024;

    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]"u8);

    // Control characters are illegal in a string: finding one early stops a stream whose quotes don't match.
    private static readonly SearchValues<byte> s_inString = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(i => (byte)i)]);

    private static readonly SearchValues<byte> s_whitespace = SearchValues.Create(" \t\r\n"u8);

    private byte[] _buffer = [];
    private int _start;
    private int _scanned;
    private int _end;
    private int _depth;
    private bool _inString;
    private bool _escaped;

    /// <summary>True when nothing of a message is held: a good moment to give the buffer back.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Bytes held of a message that isn't complete.</summary>
    public int PendingBytes => _end - _start;

    /// <summary>Size of the buffer held.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>What is wrong, from where it is wrong.</summary>
    public ReadOnlySpan<byte> Offending => _buffer.AsSpan(_scanned, _end - _scanned);

    /// <summary>The beginning of the message at hand.</summary>
    public ReadOnlySpan<byte> Beginning => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Room to read into; never empty.</summary>
    public Memory<byte> GetMemory()
    {
        if (_end == _buffer.Length)
            MakeRoom();
        return _buffer.AsMemory(_end);
    }

    /// <summary>Says how much of <see cref="GetMemory"/> was filled.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Gives the buffer back while nothing is held.</summary>
    public void Release()
    {
        if (!IsEmpty)
            throw new InvalidOperationException("a message is under way");
        Return(_buffer);
        _buffer = [];
        _start = _scanned = _end = 0;
    }

    /// <summary>The next whole message. The span is valid until the framer is used again.</summary>
    public FrameResult TryNext(out ReadOnlySpan<byte> message)
    {
        message = default;
        if (_depth == 0 && !SkipToObject(out FrameResult result))
            return result;

        int limit = (int)Math.Min(_end, (long)_start + maxMessageBytes);
        while (_scanned < limit)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_scanned, limit - _scanned);
            if (_inString)
            {
                if (!ScanString(rest))
                    return FrameResult.Malformed;
                continue;
            }

            int at = rest.IndexOfAny(s_structure);
            if (at < 0)
            {
                _scanned = limit;
                break;
            }

            byte b = rest[at];
            _scanned += at + 1;
            if (b == '"')
            {
                _inString = true;
            }
            else if (b is (byte)'{' or (byte)'[')
            {
                if (++_depth > maxDepth)
                    return FrameResult.TooDeep;
            }
            else if (--_depth == 0)
            {
                message = _buffer.AsSpan(_start, _scanned - _start);
                _start = _scanned;
                return FrameResult.Message;
            }
        }

        return _scanned - _start >= maxMessageBytes ? FrameResult.TooLong : FrameResult.NeedMore;
    }

    public void Dispose()
    {
        Return(_buffer);
        _buffer = [];
        _start = _scanned = _end = 0;
    }

    private bool SkipToObject(out FrameResult result)
    {
        int skip = _buffer.AsSpan(_start, _end - _start).IndexOfAnyExcept(s_whitespace);
        result = FrameResult.NeedMore;
        if (skip < 0)
        {
            _start = _scanned = _end = 0;
            return false;
        }

        _start = _scanned = _start + skip;
        if (_buffer[_start] == '{')
            return true;
        result = FrameResult.Malformed;
        return false;
    }

    /// <summary>Goes on in a string; false at a control character.</summary>
    private bool ScanString(ReadOnlySpan<byte> rest)
    {
        if (_escaped)
        {
            _escaped = false;
            _scanned++;
            return rest[0] >= 0x20;
        }

        int at = rest.IndexOfAny(s_inString);
        if (at < 0)
        {
            _scanned += rest.Length;
            return true;
        }

        _scanned += at;
        if (rest[at] < 0x20)
            return false;
        _inString = rest[at] != '"';
        _escaped = rest[at] == '\\';
        _scanned++;
        return true;
    }

    private void MakeRoom()
    {
        int held = _end - _start;
        byte[] old = _buffer;
        byte[] target = old;
        // Moving costs what is held: worth it only when it frees at least as much.
        int size = (int)Math.Min(Math.Max(FirstBuffer, old.Length * 2L), maxMessageBytes + (long)FirstBuffer);
        if (held >= old.Length / 2 && size > old.Length)
            target = Rent(size);

        old.AsSpan(_start, held).CopyTo(target);
        _scanned -= _start;
        _start = 0;
        _end = held;
        _buffer = target;
        if (target != old)
            Return(old);
    }

    private static byte[] Rent(int size) =>
        size <= LargestPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    private static void Return(byte[] buffer)
    {
        if (buffer.Length is > 0 and <= LargestPooled)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
