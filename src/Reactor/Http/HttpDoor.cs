using System.Net;
using Reactor.Rules.Configuration;

namespace Reactor.Http;

/// <summary>What the HTTP door knows: its settings, which a reload changes, and who is signed in.</summary>
internal sealed class HttpDoor(HttpConfiguration? configuration, TimeProvider time)
{
    private volatile HttpConfiguration? _configuration = configuration;

    /// <summary>The settings; null where there is no door.</summary>
    public HttpConfiguration? Configuration => _configuration;

    /// <summary>Who is signed in.</summary>
    public Sessions Sessions { get; } = new(time);

    /// <summary>Counts who is connected.</summary>
    public ConnectionLimit Connections { get; } = new("The HTTP door", HttpListener.MostConnections, time);

    /// <summary>Where it listens, once it does.</summary>
    public IPEndPoint? Address { get; set; }

    /// <summary>Requests that were refused: for another host, without a token that is known, or beyond their role.</summary>
    public Refusals Refused { get; } = new("The HTTP door", time);

    /// <summary>The address for a browser on this machine.</summary>
    public string? Url => _configuration is { } door && Address is { } address ? $"{(door.Tls is null ? "http" : "https")}://{Named(door, address)}" : null;

    /// <summary>Takes other settings; where it listens stays.</summary>
    public void Take(HttpConfiguration? configuration)
    {
        if (_configuration is not null && configuration is not null)
        {
            _configuration = configuration;
        }
    }

    // Of all addresses a browser can call none; and with TLS it is a name that the certificate is for.
    private static string Named(HttpConfiguration door, IPEndPoint address)
    {
        if (door.Tls is not null && door.Hosts is [var host, ..])
        {
            return $"{host}:{address.Port}";
        }
        return address.Address.Equals(IPAddress.Any) ? $"127.0.0.1:{address.Port}"
            : address.Address.Equals(IPAddress.IPv6Any) ? $"[::1]:{address.Port}"
            : address.ToString();
    }
}
