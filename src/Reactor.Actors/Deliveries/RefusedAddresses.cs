using System.Net;
using System.Net.Sockets;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// Addresses that no webhook may reach, whatever name leads there: link-local ones and the metadata services of cloud providers, which
/// hand out credentials to whoever asks from the machine.
/// </summary>
internal static class RefusedAddresses
{
    private static readonly IPNetwork[] s_refused =
    [
        IPNetwork.Parse("169.254.0.0/16"), // RFC 3927; metadata of AWS, Azure, Google, OpenStack
        IPNetwork.Parse("fe80::/10"), // RFC 4291
        IPNetwork.Parse("fd00:ec2::254/128"), // metadata of AWS over IPv6
        IPNetwork.Parse("100.100.100.200/32"), // metadata of Alibaba Cloud
    ];

    // RFC 6052: an IPv4 address in the last four bytes.
    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether no connection may be made to it.</summary>
    public static bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = Unwrap(address);
        foreach (var network in s_refused)
        {
            if (network.Contains(plain))
                return true;
        }

        return false;
    }

    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && s_nat64.Contains(address))
            return new IPAddress(address.GetAddressBytes().AsSpan(12));
        // A scope (fe80::1%eth0) is no part of the comparison.
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }
}
