namespace Reactor.Rules.Engine.Patterns;

/// <summary>A complete pattern.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Completing">The completing event; of an absence or a state: the opening one.</param>
/// <param name="Count">Events in it.</param>
/// <param name="FirstAt">Time of the first, in ticks.</param>
/// <param name="LastAt">Time of the last, in ticks.</param>
internal readonly record struct Match(RuleKey Key, SeenEvent Completing, long Count, long FirstAt, long LastAt)
{
    /// <summary>Null: the completing one, or not kept.</summary>
    public SeenEvent? First { get; init; }

    /// <summary>Null: the completing one, or not kept.</summary>
    public SeenEvent? Last { get; init; }

    public bool Blind { get; init; }

    public MatchInfo Info => new(Count, new(FirstAt, TimeSpan.Zero), new(LastAt, TimeSpan.Zero), 0, Blind);
}
