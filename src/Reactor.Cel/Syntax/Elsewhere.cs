using System.Collections.Frozen;

namespace Reactor.Cel.Syntax;

/// <summary>How something that other languages have is written here.</summary>
internal enum Shape
{
    /// <summary><c>x.name(...)</c>.</summary>
    Method,

    /// <summary><c>name(x)</c>.</summary>
    Function,

    /// <summary><c>has(x)</c>.</summary>
    Presence,

    /// <summary><c>has(x) ? x : y</c>.</summary>
    Default,

    /// <summary>The time of the event: there is no clock.</summary>
    Clock,
}

/// <summary>What other languages write, and what is written here instead. All that is guessed from how somebody may have meant it is here.</summary>
internal static class Elsewhere
{
    private static readonly (string Text, string Message, string? Suggestion)[] s_symbols =
    [
        ("!==", "'!==' is written '!='", "!="),
        ("===", "'===' is written '=='", "=="),
        ("=~", "'=~' is no operator; a pattern is tried by x.matches(\"...\")", null),
        ("!~", "'!~' is no operator; a pattern is tried by !x.matches(\"...\")", null),
        ("~=", "'~=' is no operator; a pattern is tried by x.matches(\"...\")", null),
        ("=>", "'=>' is written '>='", ">="),
        ("=<", "'=<' is written '<='", "<="),
        ("<>", "'<>' is written '!='", "!="),
        ("<<", "'<<' is no operator; x << 3 is written x * 8", null),
        (">>", "'>>' is no operator; x >> 3 is written x / 8", null),
        ("**", "'**' is no operator; a square is written x * x", null),
        ("??", "'??' is no operator; a value for what may be absent is written has(x.y) ? x.y : \"\"", null),
        ("^", "'^' is no operator; there are none on bits", null),
        ("~", "'~' is no operator; there are none on bits", null),
        ("$", "unexpected character '$': names stand without it", null),
    ];

    private static readonly FrozenDictionary<string, (Shape Shape, string Name)> s_calls = new (Shape Shape, string Name, string[] Words)[]
    {
        (Shape.Method, "upperAscii", ["upper", "toupper", "touppercase", "uppercase", "upcase", "ucase"]),
        (Shape.Method, "lowerAscii", ["lower", "tolower", "tolowercase", "lowercase", "downcase", "lcase"]),
        (Shape.Method, "trim", ["strip"]),
        (Shape.Method, "size", ["len", "length", "count"]),
        (Shape.Method, "contains", ["include", "includes"]),
        (Shape.Method, "substring", ["substr", "slice"]),
        (Shape.Method, "matches", ["match", "regex", "regexp", "regexmatch", "ismatch"]),
        (Shape.Method, "startsWith", ["startswith", "hasprefix", "beginswith"]),
        (Shape.Method, "endsWith", ["endswith", "hassuffix"]),
        (Shape.Function, "string", ["str", "tostring"]),
        (Shape.Function, "double", ["float", "tofloat", "parsefloat"]),
        (Shape.Function, "int", ["integer", "toint", "parseint"]),
        (Shape.Presence, "has", ["isset", "defined", "isdefined", "exists", "present"]),
        (Shape.Default, "has", ["default", "coalesce", "ifnull", "nvl"]),
        (Shape.Clock, "now", ["now", "today", "utcnow", "currenttime", "time", "date", "datetime"]),
    }.SelectMany(call => call.Words.Select(word => KeyValuePair.Create(word, (call.Shape, call.Name)))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands for null.</summary>
    public static bool IsNothing(string name) => name is "nil" or "Nil" or "none" or "None" or "NULL" or "Null" or "undefined";

    /// <summary>A function or method that there isn't, by what it is called elsewhere.</summary>
    public static (Shape Shape, string Name)? Call(string name) => s_calls.TryGetValue(name.Replace("_", "", StringComparison.Ordinal), out var call) ? call : null;

    /// <summary>An operator of symbols that there isn't, where it begins. None of these can stand in an expression.</summary>
    public static SyntaxException? Symbol(string text, int at)
    {
        if (text[at] == '|' && Filter(text, at) is { } filter)
            return filter;
        foreach (var (symbol, message, suggestion) in s_symbols)
        {
            if (text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal))
                return new(at, symbol.Length, message, suggestion);
        }

        return text[at] switch
        {
            '=' when Next(text, at) != '=' => new(at, 1, "'=' is no operator; equality is '=='", "=="),
            '&' when Next(text, at) != '&' => new(at, 1, "'&' is no operator; 'and' is '&&'", "&&"),
            '|' when Next(text, at) != '|' => new(at, 1, "'|' is no operator; 'or' is '||'", "||"),
            _ => null,
        };
    }

    /// <summary>An operator in words that there isn't, where a token can't stand.</summary>
    public static SyntaxException? Word(IReadOnlyList<Token> tokens, int at)
    {
        var (token, before) = (tokens[at], at > 0 ? tokens[at - 1] : default);
        if (before is { Kind: TokenKind.Identifier } && Is(before, "not"))
            return new(before.Start, 3, $"'{before.Text}' is written '!'", "!");
        if (token.Kind != TokenKind.Identifier)
            return null;
        var next = tokens[at + 1];
        return token switch
        {
            _ when Is(token, "and") => new(token.Start, 3, $"'{token.Text}' is written '&&'", "&&"),
            _ when Is(token, "or") => new(token.Start, 2, $"'{token.Text}' is written '||'", "||"),
            _ when Is(token, "not") && next.Kind == TokenKind.In => new(token.Start, next.End - token.Start, "'x not in y' is written '!(x in y)'"),
            _ when Is(token, "is") && next.Kind == TokenKind.Identifier && Is(next, "not") => new(token.Start, next.End - token.Start, "'is not' is written '!='", "!="),
            _ when Is(token, "is") => new(token.Start, 2, "'is' is written '=='", "=="),
            _ when Is(token, "like") => new(token.Start, 4, "'like' is no operator; a pattern is tried by x.matches(\"...\")"),
            { Text: "contains" or "matches" or "startsWith" or "endsWith" } => new(token.Start, token.Text.Length, $"'{token.Text}' is called as x.{token.Text}(...)"),
            _ => null,
        };
    }

    /// <summary><c>x | upper</c>, as templates of others have it.</summary>
    private static SyntaxException? Filter(string text, int at)
    {
        var start = at + 1;
        while (start < text.Length && text[start] == ' ')
            start++;
        var end = start;
        while (end < text.Length && Names.IsPart(text[end]))
            end++;
        var isCalled = text.AsSpan(end).TrimStart().StartsWith("(", StringComparison.Ordinal);
        var name = text[start..end];
        if (start == end || !Names.IsStart(name[0]))
            return null;
        var from = text.AsSpan(0, at).TrimEnd().Length;
        return (Call(name) ?? CallHere(name)) switch
        {
            (Shape.Method, var method) => new(from, end - from, "'|' is no operator; what is done with a value is called on it", $".{method}{(isCalled ? "" : "()")}"),
            (Shape.Function, var function) => new(at, end - at, $"'|' is no operator; write {function}(x)"),
            (Shape.Presence, _) => new(at, end - at, "'|' is no operator; write has(x.y)"),
            (Shape.Default, _) => new(at, end - at, "'|' is no operator; a value for what may be absent is written has(x.y) ? x.y : \"\""),
            _ when isCalled => new(at, end - at, $"'|' is no operator; what is done with a value is called on it, as x.{name}(...)"),
            _ => null,
        };
    }

    private static (Shape Shape, string Name)? CallHere(string name) => name switch
    {
        "trim" or "size" => (Shape.Method, name),
        "string" or "int" or "double" => (Shape.Function, name),
        _ => null,
    };

    private static char Next(string text, int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    private static bool Is(Token token, string word) => string.Equals(token.Text, word, StringComparison.OrdinalIgnoreCase);
}
