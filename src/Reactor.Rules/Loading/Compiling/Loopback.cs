using System.Net;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Whether a host is this machine, by its name alone.</summary>
internal static class Loopback
{
    public static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}
