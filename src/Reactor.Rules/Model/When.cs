using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>A rule's <c>when</c>: one pattern, and what goes for any pattern.</summary>
public sealed record When
{
    /// <summary>What it looks for.</summary>
    public required Pattern Pattern { get; init; }

    /// <summary>A last condition over <c>first</c>, <c>last</c>, <c>previous</c> and <c>match</c>; null for none. Where it is not true the match doesn't count, its window is used up all the same.</summary>
    public CelProgram? Having { get; init; }

    /// <summary>What an absence does when the VM could not be heard during its window. Default <see cref="GapPolicy.Hold"/>.</summary>
    public GapPolicy Gap { get; init; } = GapPolicy.Hold;

    /// <summary>Whether recovered events enter counts (<c>recovered: count</c>). Default: no.</summary>
    public bool CountsRecovered { get; init; }
}

/// <summary>What an absence (or a state that lasts) does when its VM could not be heard during its window.</summary>
public enum GapPolicy
{
    /// <summary>Waits for the state check after the gap; for a VM that can't be reached at most 5 minutes past the deadline. The default.</summary>
    Hold,

    /// <summary>Fires at its deadline all the same.</summary>
    Fire,
}
