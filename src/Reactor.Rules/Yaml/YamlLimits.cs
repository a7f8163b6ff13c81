namespace Reactor.Rules.Yaml;

/// <summary>How much one file may ask of its reader. Beyond any of these it is refused.</summary>
public sealed record YamlLimits
{
    /// <summary>What is used unless told otherwise.</summary>
    public static YamlLimits Default { get; } = new();

    /// <summary>Largest file in UTF-16 units (and, on disk, in bytes). Default 4 Mi.</summary>
    public int Size { get; init; } = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of maps and lists, aliases followed. Default 64.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Most nodes, counted as if every alias were written out. Default 200,000.</summary>
    public int Nodes { get; init; } = 200_000;

    /// <summary>Longest key of a map. Default 256.</summary>
    public int KeyLength { get; init; } = 256;

    /// <summary>Most tokens of the parser per file (an empty flow list costs two). Default 1,000,000.</summary>
    public int Events { get; init; } = 1_000_000;
}
