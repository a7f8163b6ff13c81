namespace Reactor.Cel.Patterns;

internal enum PatternOperation
{
    /// <summary>The text so far matches.</summary>
    Match,

    /// <summary>Take a code point of the set and go on with the next instruction.</summary>
    Take,

    /// <summary>Go on at First.</summary>
    Jump,

    /// <summary>Go on at both First and Second.</summary>
    Fork,

    /// <summary>Go on with the next instruction if this place holds.</summary>
    Ask,
}

/// <param name="Operation">What to do.</param>
/// <param name="First">Where to.</param>
/// <param name="Second">Where to as well.</param>
/// <param name="Set">What is taken.</param>
/// <param name="Place">What is asked.</param>
internal readonly record struct PatternInstruction(
    PatternOperation Operation, int First = 0, int Second = 0, CharacterSet? Set = null, PatternPlace Place = default);
