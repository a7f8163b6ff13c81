namespace Reactor.Rules.Yaml;

/// <summary>Writes a text as a quoted scalar of one line, for suggestions.</summary>
internal static class Quoting
{
    private const int MaxLength = 120;

    /// <summary>In single quotes; in double ones where the text itself has single quotes and nothing to escape.</summary>
    public static string Yaml(string text)
    {
        if (text.Length > MaxLength)
            text = text[..MaxLength] + "...";
        return text.Contains('\'') && text.IndexOfAny(['"', '\\']) < 0 ? $"\"{text}\"" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
