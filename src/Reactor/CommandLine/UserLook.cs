using Reactor.Actors.Steps;
using Reactor.Rules.Loading;

namespace Reactor.CommandLine;

/// <summary>Whether programs can be run as a user here.</summary>
internal static class UserLook
{
    /// <summary>Why they can't; null where they can.</summary>
    /// <param name="name">The user.</param>
    /// <param name="isDaemon">Whether it is the daemon that asks: else that may be root where who asks is not.</param>
    public static UserProblem? Problem(string name, bool isDaemon) => SystemUser.Find(name) switch
    {
        null => new($"there is no user {name} on this machine", "name one that `getent passwd` knows"),
        { } user when SystemUser.Own != 0 && user.Uid != SystemUser.Own => new(
            $"only root may run a program as {name}, and this is uid {SystemUser.Own}",
            isDaemon ? "run the daemon as root, or as that user without `user`" : "the daemon must be root; check as root to be sure", IsCertain: isDaemon),
        _ => null,
    };
}
