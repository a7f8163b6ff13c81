namespace Reactor.Actors.Operating;

/// <summary>Who orders something.</summary>
/// <param name="Uid">The user, as the kernel tells; null where it doesn't.</param>
/// <param name="Pid">The process.</param>
public sealed record Operator(long? Uid, long? Pid);
