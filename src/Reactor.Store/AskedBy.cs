using System.Globalization;

namespace Reactor.Store;

/// <summary>How somebody who asked for something is named to people.</summary>
public static class AskedBy
{
    /// <summary>Such as <c>user 0</c>, <c>token grafana</c>, <c>an unknown user</c>.</summary>
    /// <param name="uid">The user, as the kernel tells; null where it doesn't.</param>
    /// <param name="via">The token or session by HTTP; null on the control socket.</param>
    public static string Of(long? uid, string? via) =>
        via ?? (uid is { } user ? string.Create(CultureInfo.InvariantCulture, $"user {user}") : "an unknown user");
}
