using System.Net;
using Reactor.Rules.Configuration;

namespace Reactor.Http;

/// <summary>
/// The names under which the HTTP door may be called. A page of a stranger can have its own name lead to this machine (DNS rebinding), and guests reach
/// the host's loopback: what they can't choose is the name that their browser sends.
/// </summary>
internal static class HostNames
{
    /// <summary>Whether a request for that host is meant for this door.</summary>
    /// <param name="host">The request's <c>Host</c>.</param>
    /// <param name="local">The address that it came in on.</param>
    /// <param name="configuration">The door.</param>
    public static bool Allows(HostString host, IPAddress? local, HttpConfiguration configuration)
    {
        if (!host.HasValue)
        {
            return false;
        }
        var name = host.Host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || configuration.Hosts.Contains(name, StringComparer.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && (IPAddress.IsLoopback(address) || address.Equals(Plain(local))));
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
