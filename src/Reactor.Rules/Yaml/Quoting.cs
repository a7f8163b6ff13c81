namespace Reactor.Rules.Yaml;

/// <summary>Writes a text as a quoted scalar of one line, for suggestions.</summary>
internal static class Quoting
{
    private const int MaxLength = 120;

    /// <summary>In single quotes, those within doubled: nothing else is special there.</summary>
    public static string Yaml(string text)
    {
        if (text.Length > MaxLength)
            text = text[..MaxLength] + "...";
        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>A scalar's text as it may stand within a list or map of one line: in quotes unless it is a plain word.</summary>
    public static string InLine(YScalar scalar) =>
        !scalar.Quoted && scalar.Value.Length is > 0 and <= MaxLength && scalar.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') ? scalar.Value : Yaml(scalar.Value);

    /// <summary>The advice for an expression that YAML took for something else.</summary>
    public static string Expression(string text) => $"quote this expression: {Yaml(text)}";
}
