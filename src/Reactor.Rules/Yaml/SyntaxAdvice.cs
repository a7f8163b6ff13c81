using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Yaml;

/// <summary>Turns the parser's complaint into what the writer of a rule most probably did.</summary>
internal static partial class SyntaxAdvice
{
    // The parser's words, and what they mean to the writer of a file.
    private static readonly (string Jargon, string Words)[] s_words =
    [
        ("plain scalar value, found invalid mapping", "an unquoted text has no `: ` in it"),
        ("multiline plain scalar, found invalid mapping", "an unquoted text has no `: ` in it"),
        ("expected ',' or '}'", "a `,` or `}` is expected here"),
        ("expected ',' or ']'", "a `,` or `]` is expected here"),
        ("did not find expected key", "nothing may follow here: the value before it has ended"),
        ("expected '-' indicator", "an entry of a list is expected here: `- `"),
        ("scanning a tag", "a word that starts with an unquoted ! is a tag to YAML"),
        ("found wrong indentation", "this quoted text isn't closed in its line, and the next line isn't indented as a part of it"),
        ("cannot start any token", "an unquoted text can't start with this character"),
        ("expected <document start>", "nothing may follow here: the file's value has ended"),
        ("expected <document end>", "nothing may follow here: the file's value has ended"),
        ("unexpected end of stream", "the file ends within a quoted text that starts here"),
        ("mapping values are not allowed", "a `: ` may not stand here"),
        ("could not find expected ':'", "a `:` is expected after this key"),
    ];

    /// <summary>The finding for a failure of the parser.</summary>
    /// <param name="source">The file.</param>
    /// <param name="read">Up to where its events had been read.</param>
    /// <param name="blocks">What they left open.</param>
    /// <param name="start">Where the parser says that the fault starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="message">The parser's words.</param>
    public static YamlStoppedException For(SourceText source, int read, OpenBlocks blocks, int start, int end, string message)
    {
        if (message.Contains("tab", StringComparison.Ordinal) && IndentationAdvice.Tab(source, Math.Max(start, read)) is { } tab)
            return tab;
        if (IndentationAdvice.Blank(source, start) is { } blank)
            return blank;
        var place = source.PlaceOf(start, Math.Max(1, end - start));
        string words = Reword(message);
        YamlStoppedException? indentation = message.Contains("found invalid mapping", StringComparison.Ordinal)
            ? IndentationAdvice.Continued(source, start)
            : LevelFault().IsMatch(message) ? IndentationAdvice.Level(source, start, blocks) : null;
        return indentation ?? Unquoted(source, start, words, place) ?? new YamlStoppedException(place, DiagnosticCodes.Syntax, words, null);
    }

    private static string Reword(string message)
    {
        foreach (var (jargon, words) in s_words)
            if (message.Contains(jargon, StringComparison.OrdinalIgnoreCase))
                return $"not valid YAML: {words}";
        string text = message.Trim().TrimEnd('.', '!');
        return text.Length == 0 ? "not valid YAML" : $"not valid YAML: {char.ToLowerInvariant(text[0])}{text[1..]}";
    }

    private static YamlStoppedException? Unquoted(SourceText source, int offset, string message, Place place)
    {
        int number = source.LineOf(offset), column = source.ColumnOf(offset);
        string line = source.Line(number);
        if (UnquotedTemplate().IsMatch(line))
            return new(place, DiagnosticCodes.Syntax, message, "put a text with {{ }} in quotes: \"{{ ... }}\"");

        // The last key before the fault whose value goes over it.
        foreach (var match in KeyAndValue().Matches(line).Reverse())
        {
            int at = match.Index + match.Length;
            if (at >= column)
                continue;
            var value = LineValue.At(source, source.StartOfLine(number) + at);
            string key = match.Groups["key"].Value, text = LineValue.Text(value);
            if (value.Offset + value.Length < offset || text.Trim().Length == 0)
                continue;
            if (key is "if" or "distinct" or "having")
                return new(value, DiagnosticCodes.QuoteExpression, message, Quoting.Expression(text));

            // A list, a map or a quoted text that went wrong is not a text that lacks its quotes.
            return text[0] is '[' or '{' or '"' or '\'' ? null : new(place, DiagnosticCodes.Syntax, message, $"quote this text: {key}: {Quoting.Yaml(text)}");
        }

        return null;
    }

    [GeneratedRegex("[Dd]id not find expected (?:key|'-' indicator|<document)", RegexOptions.CultureInvariant)]
    private static partial Regex LevelFault();

    [GeneratedRegex(@"(?:\A\s*(?:-\s+)*|[{,\[]\s*)(?<key>[A-Za-z_][\w-]*):\s+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"(?:\A|[:,\[{-])\s*[^""'{}]*\{\{", RegexOptions.CultureInvariant)]
    private static partial Regex UnquotedTemplate();
}
