using Reactor.Actors.Operating;
using Reactor.Api;
using Reactor.Http;
using Reactor.Store;

namespace Reactor.Operating;

/// <summary>Who asks for something.</summary>
internal static class OperatorPeer
{
    /// <summary>Longest name that somebody may give themselves.</summary>
    public const int LongestName = 128;

    /// <summary>Who asks by this request: as the kernel tells, or by their token or session.</summary>
    public static Operator Of(HttpContext context) =>
        context.Features.Get<HttpCaller>() is { } caller ? new(caller.Uid, null, caller.Name)
        : ControlPeer.Of(context) is { } peer ? new(peer.Uid, peer.Pid)
        : new(null, null);

    /// <summary>The name that they give, and the user that the kernel tells: anybody can give any name.</summary>
    public static string Named(this Operator who, string? name) => string.IsNullOrWhiteSpace(name) ? who.Who : $"{name} ({AskedBy.Uid(who.Uid) ?? who.Who})";
}
