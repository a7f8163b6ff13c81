using System.Globalization;

namespace Reactor.Store;

/// <summary>How somebody who asked for something is named to people.</summary>
public static class AskedBy
{
    /// <summary>Such as <c>uid 0</c>, <c>token grafana</c>, <c>dashboard (uid 0)</c>, <c>an unknown user</c>.</summary>
    /// <param name="uid">The user, as the kernel tells; null where it doesn't.</param>
    /// <param name="via">The token or session by HTTP; null on the control socket.</param>
    public static string Of(long? uid, string? via) => (via, Uid(uid)) switch
    {
        (null, null) => "an unknown user",
        (null, var user) => user,
        (_, null) => via,
        var (_, user) => $"{via} ({user})",
    };

    /// <summary>The user by number; null where there is none.</summary>
    public static string? Uid(long? uid) => uid is { } user ? string.Create(CultureInfo.InvariantCulture, $"uid {user}") : null;
}
