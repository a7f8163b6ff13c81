using System.Globalization;
using System.Text;

namespace Reactor.Rules.Diagnostics;

/// <summary>Findings as text for people: place, what is wrong, the line with the faulty part marked, what to do.</summary>
public static class DiagnosticFormatter
{
    /// <summary>How many findings are shown unless told otherwise; the rest is counted.</summary>
    public const int DefaultMaximum = 500;

    /// <summary>All findings in the order given, then how many more there are. Empty for none.</summary>
    /// <param name="diagnostics">The findings.</param>
    /// <param name="sources">The files' texts by path; a finding in a file that isn't there is shown without its line.</param>
    /// <param name="dropped">How many findings were not kept at all.</param>
    /// <param name="maximum">How many are shown.</param>
    public static string Format(
        IReadOnlyList<Diagnostic> diagnostics, IReadOnlyDictionary<string, string> sources, int dropped = 0, int maximum = DefaultMaximum)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        ArgumentNullException.ThrowIfNull(sources);
        var lines = new SourceLines(sources);
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics.Take(maximum))
            Append(text, diagnostic, lines.Find(diagnostic));
        int more = Math.Max(0, diagnostics.Count - maximum) + dropped;
        if (more > 0)
            text.Append(CultureInfo.InvariantCulture, $"... and {more} more\n");
        return text.ToString();
    }

    /// <summary>One finding.</summary>
    /// <param name="diagnostic">The finding.</param>
    /// <param name="line">The line it is in, without its line break; null where it can't be shown.</param>
    public static string Format(Diagnostic diagnostic, string? line)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var text = new StringBuilder();
        Append(text, diagnostic, line);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Diagnostic diagnostic, string? line)
    {
        string severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        text.Append(Shown.Escape(diagnostic.File));
        if (!diagnostic.IsOfFile)
            text.Append(CultureInfo.InvariantCulture, $":{diagnostic.Line}:{diagnostic.Column}");
        text.Append(CultureInfo.InvariantCulture, $": {severity}: ");
        text.Append(CultureInfo.InvariantCulture, $"{Shown.Escape(diagnostic.Message)} [{diagnostic.Code}]\n");
        if (!diagnostic.IsOfFile && !string.IsNullOrWhiteSpace(line))
        {
            var excerpt = Excerpt.Of(line, diagnostic.Column - 1, diagnostic.Length);
            text.Append(CultureInfo.InvariantCulture, $"    {excerpt.Text}\n    {new string(' ', excerpt.Mark)}{new string('^', excerpt.Length)}\n");
        }

        if (diagnostic.Suggestion is { } suggestion)
            text.Append(CultureInfo.InvariantCulture, $"  {Shown.Escape(suggestion)}\n");
    }
}
