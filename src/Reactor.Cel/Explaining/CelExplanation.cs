using System.Collections.Immutable;

namespace Reactor.Cel;

/// <summary>Why an expression gave what it gave: for people.</summary>
/// <param name="Value">What it gave.</param>
/// <param name="Parts">
/// The operands of its outermost <c>&amp;&amp;</c> or <c>||</c>, each evaluated by itself; the whole expression where it has none. At most <see cref="MaxParts"/>.
/// </param>
/// <param name="HasMore">Whether there were more parts or reads than are given.</param>
public sealed record CelExplanation(CelValue Value, ImmutableArray<CelPart> Parts, bool HasMore)
{
    /// <summary>The largest number of <see cref="Parts"/>, and of the reads of each.</summary>
    public const int MaxParts = 32;
}

/// <summary>A part of an expression and its value.</summary>
/// <param name="Text">The part; where it comes from a macro, with that put in.</param>
/// <param name="Offset">Where it stands in the expression, in UTF-16 units; for a macro's part where the macro is used.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="Value">What it gives, whether or not the whole needed it.</param>
/// <param name="Reads">What it reads, each once, in order.</param>
public sealed record CelPart(string Text, int Offset, int Length, CelValue Value, ImmutableArray<CelRead> Reads);

/// <summary>A variable, or a member of one, that an expression reads.</summary>
/// <param name="Path">As one would write it, such as <c>data.action</c>.</param>
/// <param name="Value">Its value; an error where it is not there.</param>
public sealed record CelRead(string Path, CelValue Value);
