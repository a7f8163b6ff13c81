namespace Reactor.Actors.Operating;

/// <summary>Who orders something.</summary>
/// <param name="Uid">The user, as the kernel tells; null where it doesn't.</param>
/// <param name="Pid">The process.</param>
<<<<<<< HEAD:src/Reactor.Actors/Operating/Operator.cs
public sealed record Operator(long? Uid, long? Pid);

/// <summary>What became of a target that was to be called again.</summary>
/// <param name="Target">Its name.</param>
/// <param name="WasDisabled">It was disabled, and is called again; what was kept back for it goes out.</param>
/// <param name="Problem">Why nothing was done; null where it is called.</param>
public sealed record EnabledTarget(string Target, bool WasDisabled, string? Problem);
=======
public sealed record Operator(long? Uid, long? Pid);
>>>>>>> acting:src/Reactor.Actors/Operating/Operator.cs
