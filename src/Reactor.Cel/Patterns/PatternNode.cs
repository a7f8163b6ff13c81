namespace Reactor.Cel.Patterns;

/// <summary>A pattern's syntax.</summary>
internal abstract record PatternNode
{
    /// <summary>Matches without taking anything.</summary>
    public static PatternNode Nothing { get; } = new Sequence([]);

    internal sealed record Single(CharacterSet Set) : PatternNode;

    internal sealed record Place(PatternPlace Kind) : PatternNode;

    internal sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    internal sealed record Choice(IReadOnlyList<PatternNode> Branches) : PatternNode;

    /// <param name="Part">What is repeated.</param>
    /// <param name="Least">At least how often.</param>
    /// <param name="Most">At most how often; null without bound.</param>
    internal sealed record Repeat(PatternNode Part, int Least, int? Most) : PatternNode;
}

/// <summary>What can be asked of a position in the text.</summary>
internal enum PatternPlace
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}
