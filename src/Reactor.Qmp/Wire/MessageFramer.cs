using System.Buffers;
using System.Numerics;

namespace Reactor.Qmp;

internal enum FrameResult
{
    /// <summary>No whole message is there yet.</summary>
    NeedMore,
    Message,
    TooLong,
    TooDeep,
    TooManyMembers,
    Malformed,
}

/// <summary>
/// Cuts a byte stream into top-level JSON objects by bracket depth outside of strings, since a <c>pretty=on</c> monitor spreads
/// one object over many lines. Every byte is looked at once, however it arrives; what is kept is at most one
/// message of the allowed length. Members are counted as the commas and opening brackets there are, so an empty object or array
/// counts as one. Not thread-safe.
/// </summary>
internal sealed class MessageFramer(int maxMessageBytes, int maxDepth, int maxMembers) : IDisposable
{
    /// <summary>Enough for a burst of events; thousands of connections may hold one at the same time.</summary>
    private const int FirstBuffer = 4 * 1024;

    /// <summary>A buffer that was filled grows up to here at once: there is more to read.</summary>
    private const int BusyBuffer = 64 * 1024;

    /// <summary>Larger buffers are not worth keeping in the shared pool for a rare message.</summary>
    private const int LargestPooled = 1024 * 1024;

    private static readonly SearchValues<byte> s_whitespace = SearchValues.Create(" \t\r\n"u8);

    private byte[] _buffer = [];
    private int _start;
    private int _scanned;
    private int _end;
    private int _depth;
    private int _members;
    private bool _inString;
    private bool _escaped;

    /// <summary>True when nothing of a message is held: a good moment to give the buffer back.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Bytes held of a message that isn't complete.</summary>
    public int PendingBytes => _end - _start;

    /// <summary>How many of them have been looked at; they won't be again.</summary>
    public int ScannedBytes => _scanned - _start;

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
            FrameResult found = ScanBlock(Math.Min(StructureMasks.BlockBytes, limit - _scanned));
            if (found == FrameResult.NeedMore)
                continue;
            if (found == FrameResult.Message)
            {
                message = _buffer.AsSpan(_start, _scanned - _start);
                _start = _scanned;
            }

            return found;
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

    /// <summary>
    /// Scans up to 64 bytes on, or up to what ends the scan. A control character in a string is illegal: stopping there keeps a stream
    /// whose quotes don't match from being swallowed up to the cap.
    /// </summary>
    private FrameResult ScanBlock(int count)
    {
        StructureMasks masks = StructureMasks.Of(_buffer.AsSpan(_scanned, count));
        bool escaped = _escaped;
        ulong quotes = masks.Quotes & ~(masks.Backslashes == 0 && !escaped ? 0 : masks.Escaped(count, ref escaped));
        ulong inside = StructureMasks.Between(quotes) ^ (_inString ? ulong.MaxValue : 0);
        int illegal = BitOperations.TrailingZeroCount(masks.Controls & inside);

        (FrameResult result, int end) = illegal < count ? (FrameResult.Malformed, illegal) : (FrameResult.NeedMore, count);
        for (ulong brackets = (masks.Opens | masks.Closes) & ~inside; brackets != 0; brackets &= brackets - 1)
        {
            int at = BitOperations.TrailingZeroCount(brackets);
            if (at > end)
                break;
            bool opens = ((masks.Opens >> at) & 1) != 0;
            _depth += opens ? 1 : -1;
            if (_depth > 0 && _depth <= maxDepth)
                continue;
            (result, end) = (opens ? FrameResult.TooDeep : FrameResult.Message, at);
            break;
        }

        _members += BitOperations.PopCount((masks.Opens | masks.Commas) & ~inside & Below(end));
        if (_members > maxMembers)
            return FrameResult.TooManyMembers;

        _scanned += end;
        if (result == FrameResult.NeedMore)
        {
            _inString ^= (BitOperations.PopCount(quotes) & 1) != 0;
            _escaped = escaped;
        }
        else if (result == FrameResult.Message)
        {
            _scanned++;
            _members = 0;
            _inString = _escaped = false;
        }

        return result;
    }

    private static ulong Below(int bit) => bit < StructureMasks.BlockBytes ? (1UL << bit) - 1 : ulong.MaxValue;

    private void MakeRoom()
    {
        int held = _end - _start;
        byte[] old = _buffer;
        byte[] target = old;
        int size = (int)Math.Min(Math.Max(FirstBuffer, old.Length * 2L), maxMessageBytes + (long)FirstBuffer);
        // Moving costs what is held: worth it only when it frees at least as much.
        bool grow = held >= old.Length / 2 || old.Length < BusyBuffer;
        if (grow && size > old.Length)
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
