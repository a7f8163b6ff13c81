using System.Numerics;
using System.Runtime.Intrinsics;

namespace Reactor.Qmp;

/// <summary>
/// Where in a block of 64 bytes the characters are that JSON's structure is made of, a bit per byte. Looking at many bytes at once
/// matters: events are short strings between quotes, and searching from quote to quote costs more than parsing them.
/// </summary>
internal readonly struct StructureMasks
{
    public const int BlockBytes = 64;

    private StructureMasks(ulong quotes, ulong backslashes, ulong opens, ulong closes, ulong commas, ulong controls)
    {
        Quotes = quotes;
        Backslashes = backslashes;
        Opens = opens;
        Closes = closes;
        Commas = commas;
        Controls = controls;
    }

    public ulong Quotes { get; }

    public ulong Backslashes { get; }

    /// <summary><c>{</c> and <c>[</c>.</summary>
    public ulong Opens { get; }

    /// <summary><c>}</c> and <c>]</c>.</summary>
    public ulong Closes { get; }

    /// <summary><c>,</c>.</summary>
    public ulong Commas { get; }

    /// <summary>Below 0x20.</summary>
    public ulong Controls { get; }

    /// <summary>Of at most 64 bytes; the bits beyond them are clear.</summary>
    public static StructureMasks Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= BlockBytes)
            return OfBlock(bytes);
        Span<byte> padded = stackalloc byte[BlockBytes];
        padded[bytes.Length..].Fill((byte)' ');
        bytes.CopyTo(padded);
        return OfBlock(padded);
    }

    /// <summary>The bytes after a backslash that is not itself escaped; <paramref name="carry"/> goes from block to block.</summary>
    public ulong Escaped(int count, ref bool carry)
    {
        ulong escaped = carry ? 1UL : 0;
        ulong left = Backslashes & ~escaped;
        carry = false;
        while (left != 0)
        {
            int next = BitOperations.TrailingZeroCount(left) + 1;
            left &= left - 1;
            if (next == count)
            {
                carry = true;
                break;
            }

            escaped |= 1UL << next;
            left &= ~(1UL << next);
        }

        return escaped;
    }

    /// <summary>From each set bit to the next one: inside of quotes, the opening one included.</summary>
    public static ulong Between(ulong quotes)
    {
        quotes ^= quotes << 1;
        quotes ^= quotes << 2;
        quotes ^= quotes << 4;
        quotes ^= quotes << 8;
        quotes ^= quotes << 16;
        return quotes ^ (quotes << 32);
    }

    private static StructureMasks OfBlock(ReadOnlySpan<byte> bytes)
    {
        Vector256<byte> low = Vector256.Create(bytes), high = Vector256.Create(bytes[32..]);
        // '[' and '{', ']' and '}' differ in this bit alone.
        Vector256<byte> fold = Vector256.Create((byte)0x20), lowFolded = low | fold, highFolded = high | fold;
        return new StructureMasks(
            Equal(low, high, (byte)'"'),
            Equal(low, high, (byte)'\\'),
            Equal(lowFolded, highFolded, (byte)'{'),
            Equal(lowFolded, highFolded, (byte)'}'),
            Equal(low, high, (byte)','),
            Join(Vector256.LessThan(low, fold), Vector256.LessThan(high, fold)));
    }

    private static ulong Equal(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        Vector256<byte> wanted = Vector256.Create(value);
        return Join(Vector256.Equals(low, wanted), Vector256.Equals(high, wanted));
    }

    private static ulong Join(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
