using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reactor.Rules.Engine;

/// <summary>Ids that are derived, never drawn: the same parts give the same id on every machine and at every time.</summary>
public static class StableId
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Characters = 26;
    private const int LengthBytes = 4;
    private const int LargestOnStack = 1024;

    /// <summary>
    /// <paramref name="prefix"/> and 26 characters (130 bits) in lower-case base32 (RFC 4648's alphabet) of the SHA-256 over the parts in UTF-8,
    /// each with its length in bytes before it (four bytes, big-endian), so that no two lists of parts run together.
    /// </summary>
    /// <param name="prefix">Says what kind of id it is, such as <c>f_</c>; not hashed.</param>
    /// <param name="parts">What it is derived from.</param>
    public static string Of(string prefix, params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts)
            length += LengthBytes + Encoding.UTF8.GetByteCount(part);
        // In one go: several are made for each firing.
        var bytes = length <= LargestOnStack ? stackalloc byte[length] : new byte[length];
        var rest = bytes;
        foreach (var part in parts)
        {
            var written = Encoding.UTF8.GetBytes(part, rest[LengthBytes..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, written);
            rest = rest[(LengthBytes + written)..];
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return Text(prefix, digest);
    }

    internal static void Append(IncrementalHash hash, string part)
    {
        var length = Encoding.UTF8.GetByteCount(part);
        var buffer = ArrayPool<byte>.Shared.Rent(length + LengthBytes);
        BinaryPrimitives.WriteInt32BigEndian(buffer, length);
        Encoding.UTF8.GetBytes(part, buffer.AsSpan(LengthBytes));
        hash.AppendData(buffer, 0, length + LengthBytes);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    internal static string Finish(string prefix, IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Text(prefix, digest);
    }

    private static string Text(string prefix, ReadOnlySpan<byte> digest)
    {
        Span<char> text = stackalloc char[Characters];
        for (var i = 0; i < Characters; i++)
        {
            var bit = i * 5;
            var pair = (digest[bit / 8] << 8) | digest[(bit / 8) + 1];
            text[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }

        return string.Concat(prefix, text);
    }
}
