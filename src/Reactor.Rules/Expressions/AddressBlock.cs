using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Reactor.Rules.Expressions;

/// <summary>A block of IP addresses in CIDR notation (RFC 4632, RFC 4291); an IPv4-mapped IPv6 address counts as the IPv4 address.</summary>
internal readonly struct AddressBlock
{
    private readonly byte[] _prefix;
    private readonly int _bits;

    private AddressBlock(byte[] prefix, int bits)
    {
        _prefix = prefix;
        _bits = bits;
    }

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>fd00::/8</c>, or one address. Bits beyond the prefix don't matter.</summary>
    public static bool TryParse(string text, out AddressBlock block)
    {
        block = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryReadAddress(slash < 0 ? text : text[..slash], out var address))
            return false;
        var size = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var bits = size;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > size))
            return false;
        if (address.IsIPv4MappedToIPv6 && bits >= 96)
        {
            address = address.MapToIPv4();
            bits -= 96;
        }

        block = new(address.GetAddressBytes(), bits);
        return true;
    }

    /// <summary>Whether the text is an address in the block; false for what is no address.</summary>
    public bool Contains(string text)
    {
        if (!TryReadAddress(text, out var address))
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.Length != _prefix.Length)
            return false;
        var whole = _bits / 8;
        if (!bytes.AsSpan(0, whole).SequenceEqual(_prefix.AsSpan(0, whole)))
            return false;
        var rest = _bits % 8;
        return rest == 0 || (bytes[whole] ^ _prefix[whole]) >> (8 - rest) == 0;
    }

    // Stricter than the parser: "10" and "0x0a.1" are IPv4 addresses to it, and "[::1]:80" an IPv6 one.
    private static bool TryReadAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Length > 64 || text.Contains('[', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var read))
            return false;
        address = read;
        return read.AddressFamily == AddressFamily.InterNetworkV6 || read.ToString() == text;
    }
}
