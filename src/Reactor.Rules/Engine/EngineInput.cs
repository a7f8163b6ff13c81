namespace Reactor.Rules.Engine;

/// <summary>One event, and what is known of its VM at that moment.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Event">The event.</param>
public sealed record EngineInput(VmView Vm, VmEvent Event);
