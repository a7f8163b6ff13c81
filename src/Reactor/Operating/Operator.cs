using System.Globalization;
using Reactor.Api;

namespace Reactor.Operating;

/// <summary>Who asks for something.</summary>
/// <param name="Uid">The user, as the kernel tells; null where it doesn't.</param>
/// <param name="Pid">The process.</param>
internal sealed record Operator(long? Uid, long? Pid)
{
    /// <summary>Longest name that somebody may give themselves.</summary>
    public const int LongestName = 128;

    /// <summary>Who asks by this request.</summary>
    public static Operator Of(HttpContext context) => ControlPeer.Of(context) is { } peer ? new(peer.Uid, peer.Pid) : new(null, null);

    /// <summary>The name that they give, and the user that the kernel tells: anybody can give any name.</summary>
    public string Named(string? name)
    {
        var user = Uid is { } uid ? string.Create(CultureInfo.InvariantCulture, $"uid {uid}") : "unknown user";
        return string.IsNullOrWhiteSpace(name) ? user : $"{name} ({user})";
    }
}
