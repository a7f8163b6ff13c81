using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Yaml;

/// <summary>Turns the parser's complaint into what the writer of a rule most probably did.</summary>
internal static partial class SyntaxAdvice
{
    public static YamlStoppedException For(SourceText source, int start, int end, string message)
    {
        var place = message.Contains("tab as indentation", StringComparison.Ordinal) ? FirstTab(source, start) : source.PlaceOf(start, Math.Max(1, end - start));
        string line = source.Line(place.Line);
        return new YamlStoppedException(place, DiagnosticCodes.Syntax, Reword(message), Advice(line, place.Column));
    }

    // The parser points at where the map starts, not at the tab.
    private static Place FirstTab(SourceText source, int start)
    {
        for (int line = source.LineOf(start); line <= source.LineCount; line++)
        {
            string text = source.Line(line);
            int tab = text.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && string.IsNullOrWhiteSpace(text[..tab]))
                return source.PlaceOf(source.StartOfLine(line) + tab, 1);
        }

        return source.PlaceOf(start, 1);
    }

    private static string Reword(string message)
    {
        string text = message.Trim().TrimEnd('.', '!');
        return text.Length == 0 ? "not valid YAML" : $"not valid YAML: {char.ToLowerInvariant(text[0])}{text[1..]}";
    }

    private static string? Advice(string line, int column)
    {
        if (line[..(line.Length - line.TrimStart().Length)].Contains('\t'))
            return "indent with spaces: YAML takes no tabs there";
        if (UnquotedTemplate().IsMatch(line))
            return "put a text with {{ }} in quotes: \"{{ ... }}\"";
        var value = KeyAndValue().Match(line);
        if (!value.Success)
            return null;
        string key = value.Groups["key"].Value, text = value.Groups["value"].Value.Trim();
        bool within = column > value.Groups["value"].Index;
        if (key is "if" or "distinct" or "having")
            return within ? $"quote this expression: {key}: {Quoting.Yaml(text)}" : null;

        // A list or a map that went wrong is not a text that lacks its quotes.
        return within && text[0] is not ('[' or '{') ? $"quote this text: {key}: {Quoting.Yaml(text)}" : null;
    }

    [GeneratedRegex(@"\A\s*(?:-\s+)?(?<key>[A-Za-z_][\w-]*):\s+(?<value>\S.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"(?:\A|[:,\[{-])\s*[^""'{}]*\{\{", RegexOptions.CultureInvariant)]
    private static partial Regex UnquotedTemplate();
}
