using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>Who orders something.</summary>
/// <param name="Uid">The user, as the kernel tells; null where it doesn't.</param>
/// <param name="Pid">The process.</param>
/// <param name="Via">The token or session that they have by HTTP: <c>token grafana</c>, <c>dashboard</c>; null on the control socket.</param>
public sealed record Operator(long? Uid, long? Pid, string? Via = null)
{
    /// <summary>For people.</summary>
    public string Who => AskedBy.Of(Uid, Via);
}
