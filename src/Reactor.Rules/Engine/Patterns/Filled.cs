namespace Reactor.Rules.Engine.Patterns;

/// <summary>An event that filled a clause.</summary>
/// <param name="At">When, in ticks.</param>
/// <param name="Seen">The event, where it is asked for.</param>
internal readonly record struct Filled(long At, SeenEvent? Seen);
