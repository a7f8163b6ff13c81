using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reactor.Reactions.Identities;

/// <summary>
/// Names that are derived, never drawn: the first 130 bits of SHA-256 over the parts, each preceded by its length, as 26 characters of
/// lower-case base32 (RFC 4648, no padding). The lengths keep <c>("ab","c")</c> and <c>("a","bc")</c> apart.
/// </summary>
internal static class DerivedId
{
    private const int Characters = 26;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The prefix followed by the hash of the parts.</summary>
    public static string Create(string prefix, params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return prefix + Encode(digest);
    }

    private static string Encode(ReadOnlySpan<byte> digest)
    {
        Span<char> text = stackalloc char[Characters];
        uint buffer = 0;
        var bits = 0;
        var next = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (bits < 5)
            {
                buffer = (buffer << 8) | digest[next++];
                bits += 8;
            }

            bits -= 5;
            text[i] = Alphabet[(int)((buffer >> bits) & 31)];
        }

        return new string(text);
    }
}
