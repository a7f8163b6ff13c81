namespace Reactor.Rules.Templates;

/// <summary>How large what is rendered may become, and what was amiss with it. For one rendering.</summary>
/// <param name="maxSize">See <see cref="MaxSize"/>.</param>
public sealed class RenderBounds(int maxSize = TextTemplate.MaxLength)
{
    /// <summary>The longest text, in UTF-16 units: a longer one is cut and ends in an ellipsis.</summary>
    public int MaxSize { get; } = maxSize;

    /// <summary>The largest list or map, in bytes of JSON: a larger one is the string <c>&lt;too large&gt;</c>.</summary>
    public int MaxTree { get; init; } = maxSize;

    /// <summary>The largest body, in bytes: nothing more is rendered once all together is larger. Null: nothing bounds it.</summary>
    internal int? MaxBody { get; init; }

    /// <summary>How many values were null, missing or failed inside a text, where each reads <c>&lt;missing&gt;</c>.</summary>
    public int Missing { get; internal set; }

    /// <summary>Whether something was longer or larger than it may be.</summary>
    public bool IsCut { get; internal set; }

    /// <summary>Whether it is so large that something was left out: a list, a map, or what is beyond <see cref="MaxBody"/>.</summary>
    internal bool IsTooLarge { get; set; }
}
