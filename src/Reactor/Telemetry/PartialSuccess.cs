namespace Reactor.Telemetry;

/// <summary>Reads how many spans or points a receiver refused of a request that it took: <c>partial_success.rejected_…</c> of its answer.</summary>
internal static class PartialSuccess
{
    /// <summary>How many; 0 where the answer says nothing of it, or is none.</summary>
    public static long Rejected(ReadOnlyMemory<byte> answer) => Math.Max(0, Field(Message(answer, 1), 1));

    private static ReadOnlyMemory<byte> Message(ReadOnlyMemory<byte> message, int field)
    {
        while (TryRead(ref message, out var number, out _, out var content))
        {
            if (number == field)
            {
                return content;
            }
        }
        return default;
    }

    private static long Field(ReadOnlyMemory<byte> message, int field)
    {
        while (TryRead(ref message, out var number, out var value, out _))
        {
            if (number == field)
            {
                return (long)value;
            }
        }
        return 0;
    }

    // The next field: a number, or bytes of a length; false at the end, and where it is none of these.
    private static bool TryRead(ref ReadOnlyMemory<byte> message, out int field, out ulong value, out ReadOnlyMemory<byte> content)
    {
        (field, value, content) = (0, 0, default);
        if (!TryNumber(ref message, out var key))
        {
            return false;
        }
        field = (int)(key >> 3);
        if ((key & 7) == 0)
        {
            return TryNumber(ref message, out value);
        }
        if ((key & 7) != 2 || !TryNumber(ref message, out var length) || length > (ulong)message.Length)
        {
            return false;
        }
        content = message[..(int)length];
        message = message[(int)length..];
        return true;
    }

    private static bool TryNumber(ref ReadOnlyMemory<byte> message, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(message.Length, 10); i++)
        {
            var part = message.Span[i];
            value |= (ulong)(part & 0x7f) << (7 * i);
            if (part < 0x80)
            {
                message = message[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
