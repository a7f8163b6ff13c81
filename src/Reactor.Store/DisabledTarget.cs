namespace Reactor.Store;

/// <summary>A target that is not called any more.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Since when.</param>
/// <param name="Reason">Why.</param>
public sealed record DisabledTarget(string Name, DateTimeOffset At, string Reason);
