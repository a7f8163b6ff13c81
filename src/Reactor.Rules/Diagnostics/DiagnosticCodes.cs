namespace Reactor.Rules.Diagnostics;

/// <summary>The stable short names of findings.</summary>
public static class DiagnosticCodes
{
    /// <summary>The file can't be read, or isn't UTF-8 text.</summary>
    public const string File = "file";

    /// <summary>Too large, too deep, too many nodes.</summary>
    public const string Limit = "limit";

    /// <summary>Not YAML.</summary>
    public const string Syntax = "yaml-syntax";

    /// <summary>A YAML tag, such as <c>!x</c>.</summary>
    public const string Tag = "yaml-tag";

    /// <summary>An alias without an anchor, or inside its own anchor.</summary>
    public const string Alias = "yaml-alias";

    /// <summary>The same key twice in a map.</summary>
    public const string DuplicateKey = "duplicate-key";

    /// <summary>A key that doesn't exist.</summary>
    public const string UnknownKey = "unknown-key";

    /// <summary>A key or value of the language that this version doesn't have yet.</summary>
    public const string NotSupported = "not-supported";

    /// <summary>A required key is missing.</summary>
    public const string MissingKey = "missing-key";

    /// <summary>Keys that exclude each other.</summary>
    public const string ConflictingKeys = "conflicting-keys";

    /// <summary>A map where text is expected, and the like.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>Of the right type, but not a value that is taken here.</summary>
    public const string BadValue = "bad-value";

    /// <summary>An expression that YAML took for something else.</summary>
    public const string QuoteExpression = "quote-expression";

    /// <summary>A name given twice.</summary>
    public const string DuplicateName = "duplicate-name";

    /// <summary>An event that the catalogue doesn't know.</summary>
    public const string UnknownEvent = "unknown-event";

    /// <summary>A target that the configuration doesn't have.</summary>
    public const string UnknownTarget = "unknown-target";

    /// <summary>A secret that the configuration doesn't have.</summary>
    public const string UnknownSecret = "unknown-secret";

    /// <summary>A wrong expression.</summary>
    public const string Expression = "expression";

    /// <summary>A wrong text with <c>{{ }}</c>.</summary>
    public const string Template = "template";

    /// <summary>Something that could not be checked here.</summary>
    public const string Unchecked = "unchecked";
}
