namespace Reactor.Rules.Yaml;

/// <summary>Where the value that a writer meant ends within its line, whatever YAML made of it.</summary>
internal static class LineValue
{
    /// <summary>
    /// The place of what starts at an offset: up to a comma or a bracket that it doesn't open itself where it stands within
    /// brackets of the same line, else up to the line's end or a comment. Quotes and brackets within it are kept whole.
    /// </summary>
    public static Place At(SourceText source, int offset)
    {
        var place = source.PlaceOf(offset, source.Text.Length);
        string line = source.Line(place.Line);
        int start = Math.Min(place.Column - 1, line.Length);
        int end = End(line, start, Depth(line, start) > 0);
        while (end > start && char.IsWhiteSpace(line[end - 1]))
            end--;
        return place with { Length = Math.Max(1, end - start) };
    }

    /// <summary>The text of <see cref="At"/>.</summary>
    public static string Text(Place place) => place.Source.Text.Substring(place.Offset, Math.Min(place.Length, place.Source.Text.Length - place.Offset));

    private static int End(string line, int start, bool flow)
    {
        int depth = 0;
        for (int at = start; at < line.Length; at++)
        {
            char c = line[at];
            if (c is '"' or '\'')
                at = Close(line, at);
            else if (c is '(' or '[' or '{')
                depth++;
            else if (c is ')' or ']' or '}' && --depth < 0)
                return at;
            else if (c == ',' && flow && depth == 0)
                return at;
            else if (c == '#' && at > start && char.IsWhiteSpace(line[at - 1]))
                return at;
        }

        return line.Length;
    }

    // How many brackets of YAML are open at a column.
    private static int Depth(string line, int column)
    {
        int depth = 0;
        for (int at = 0; at < column; at++)
        {
            char c = line[at];
            if (c is '"' or '\'' && (at == 0 || line[at - 1] is ' ' or '[' or '{' or ','))
                at = Close(line, at);
            else if (c is '[' or '{')
                depth++;
            else if (c is ']' or '}')
                depth--;
        }

        return depth;
    }

    private static int Close(string line, int open)
    {
        for (int at = open + 1; at < line.Length; at++)
        {
            if (line[at] == '\\' && line[open] == '"')
                at++;
            else if (line[at] == line[open])
                return at;
        }

        return line.Length;
    }
}
