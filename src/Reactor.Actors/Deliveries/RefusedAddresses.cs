using System.Net;
using System.Net.Sockets;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// Addresses that no webhook may reach, whatever name leads there: link-local ones and the metadata services of cloud providers, which
/// hand out credentials to whoever asks from the machine; and what is no address of one machine. An IPv6 address that carries an IPv4 address is
/// judged by that one too: a router on the way may take it out again.
/// </summary>
internal static class RefusedAddresses
{
    private static readonly IPNetwork[] s_refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), // RFC 1122: this host; a connection to 0.0.0.0 ends at the loopback
        IPNetwork.Parse("169.254.0.0/16"), // RFC 3927; metadata of AWS, Azure, Google, OpenStack
        IPNetwork.Parse("100.100.100.200/32"), // metadata of Alibaba Cloud
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host agent, which hands out certificates of the machine
        IPNetwork.Parse("192.0.0.192/32"), // metadata of Oracle Cloud
        IPNetwork.Parse("224.0.0.0/3"), // RFC 5771 multicast, RFC 1112 reserved, broadcast
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fe80::/10"), // RFC 4291
        IPNetwork.Parse("fd00:ec2::254/128"), // metadata of AWS over IPv6
        IPNetwork.Parse("fd00:ec2::23/128"), // credentials of containers of AWS over IPv6
        IPNetwork.Parse("fd20:ce::254/128"), // metadata of Google over IPv6
        IPNetwork.Parse("fd00:c1::a9fe:a9fe/128"), // metadata of Oracle Cloud over IPv6
        IPNetwork.Parse("ff00::/8"), // RFC 4291: multicast
    ];

    // Networks whose addresses carry an IPv4 address, and at which byte it begins.
    private static readonly (IPNetwork Network, int Offset)[] s_carriers =
    [
        (IPNetwork.Parse("::/96"), 12), // RFC 4291: IPv4-compatible
        (IPNetwork.Parse("::ffff:0:0/96"), 12), // RFC 4291: IPv4-mapped
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12), // RFC 2765: IPv4-translated
        (IPNetwork.Parse("64:ff9b::/96"), 12), // RFC 6052: NAT64
        (IPNetwork.Parse("64:ff9b:1::/48"), 12), // RFC 8215: NAT64 of a site's own
        (IPNetwork.Parse("2002::/16"), 2), // RFC 3056: 6to4
    ];

    private static readonly IPNetwork s_teredo = IPNetwork.Parse("2001::/32");

    /// <summary>Whether no connection may be made to it.</summary>
    public static bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        // A scope (fe80::1%eth0) is no part of the comparison.
        var plain = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
        return IsRefused(plain) || Carried(plain).Any(IsRefused);
    }

    private static bool IsRefused(IPAddress address) => Array.Exists(s_refused, network => network.Contains(address));

    private static IEnumerable<IPAddress> Carried(IPAddress address)
    {
        // The loopback lies in a network that is no one's otherwise.
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.Equals(IPAddress.IPv6Loopback))
            yield break;
        var bytes = address.GetAddressBytes();
        foreach (var (network, offset) in s_carriers)
        {
            if (network.Contains(address))
                yield return new IPAddress(bytes.AsSpan(offset, 4));
        }

        // RFC 5214: ISATAP, whatever the network.
        if (bytes.AsSpan(8, 4) is [0 or 2, 0, 0x5e, 0xfe])
            yield return new IPAddress(bytes.AsSpan(12, 4));
        // RFC 4380: Teredo, the client's address with its bits turned over.
        if (s_teredo.Contains(address))
            yield return new IPAddress([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]);
    }
}
