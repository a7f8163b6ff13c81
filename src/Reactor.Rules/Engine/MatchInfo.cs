namespace Reactor.Rules.Engine;

/// <summary>What a match is made of; <c>match</c> and <c>suppressed</c> in expressions.</summary>
/// <param name="Count">Events in it; for a count of different values: values.</param>
/// <param name="FirstAt">When the first of them came.</param>
/// <param name="LastAt">When the last of them came.</param>
/// <param name="Suppressed">
/// Matches of this limit key held back since it last acted; for one that is held back itself, including it.
/// </param>
/// <param name="Blind">An absence (or a lasting state) whose VM could not be heard during a part of its window: what did not come may have been missed.</param>
public readonly record struct MatchInfo(long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Suppressed, bool Blind = false);
