namespace Reactor.Actors.Operating;

/// <summary>Who asks, as the kernel tells.</summary>
/// <param name="Uid">The user; null where it doesn't.</param>
/// <param name="Pid">The process.</param>
public sealed record Asker(long? Uid, long? Pid);
