namespace Reactor.Rules.Model;

/// <summary>How bad what a rule reports is, from least to worst.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Worth a look. The default.</summary>
    Warning,

    /// <summary>Something is broken.</summary>
    Error,

    /// <summary>Someone is to be woken.</summary>
    Critical,
}

/// <summary>The words of the rule language for <see cref="Severity"/>.</summary>
public static class SeverityWords
{
    /// <summary>All words, from least to worst; a word's index is its <see cref="Severity"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["info", "warning", "error", "critical"];

    /// <summary>The word of a severity, such as <c>warning</c>.</summary>
    /// <param name="severity">The severity.</param>
    public static string ToWord(this Severity severity) => All[(int)severity];

    /// <summary>The severity of a word; false for any other text.</summary>
    /// <param name="word">The word, in lower case.</param>
    /// <param name="severity">Its severity.</param>
    public static bool TryParse(string word, out Severity severity)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == word)
            {
                severity = (Severity)i;
                return true;
            }
        }

        severity = default;
        return false;
    }
}
