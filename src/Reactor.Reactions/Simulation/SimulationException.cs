namespace Reactor.Reactions.Simulation;

/// <summary>A simulation can't go on; the message says why, for people.</summary>
/// <param name="message">Why.</param>
public sealed class SimulationException(string message) : Exception(message);
