using System.Buffers.Text;
using System.Globalization;

namespace Reactor.Qmp;

/// <summary>What the kernel says of a process (proc(5), stat): asked for at each connection, so without a stream and its buffers.</summary>
/// <param name="State">Such as <c>R</c>, <c>S</c>; <c>Z</c> for a zombie.</param>
/// <param name="StartTime">When it started, in clock ticks since boot.</param>
public readonly record struct ProcessStat(char State, ulong StartTime)
{
    private const int MostBytes = 1024;
    private const int StateField = 3;
    private const int StartTimeField = 22;

    /// <summary>Reads it; null where it is of no form that is known.</summary>
    /// <exception cref="IOException">There is no such process, or it ended in the meantime.</exception>
    /// <exception cref="UnauthorizedAccessException">It is hidden.</exception>
    public static ProcessStat? Read(int pid)
    {
        Span<byte> text = stackalloc byte[MostBytes];
        // Shared in every way: else it would be locked and unlocked.
        using var file = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"), share: FileShare.ReadWrite | FileShare.Delete);
        return Parse(text[..RandomAccess.Read(file, text, 0)]);
    }

    /// <summary>The name, field 2, is in parentheses and may hold anything; after it come the state and, 19 fields on, the start time.</summary>
    internal static ProcessStat? Parse(ReadOnlySpan<byte> stat)
    {
        var end = stat.LastIndexOf((byte)')');
        if (end < 0)
            return null;
        var (field, state) = (StateField, default(char));
        var rest = stat[(end + 1)..];
        foreach (var range in rest.Split((byte)' '))
        {
            var value = rest[range];
            if (value.IsEmpty)
                continue;
            if (field == StateField)
                state = (char)value[0];
            else if (field == StartTimeField)
                return Utf8Parser.TryParse(value, out ulong ticks, out var used) && used == value.Length ? new ProcessStat(state, ticks) : null;
            field++;
        }

        return null;
    }
}
