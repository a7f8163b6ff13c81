namespace Reactor.Cel.Syntax;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class Lexer(string text)
{
    private int _at;

    public static List<Token> Tokens(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        SkipBlanksAndComments();
        if (_at == text.Length)
            return new(TokenKind.End, _at, _at, "");
        var c = text[_at];
        if (IsTextStart(out var raw, out var prefix))
            return Text(raw, prefix);
        if (Names.IsStart(c))
            return Name();
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
            return Number();
        return c == '`' ? QuotedName() : Symbol();
    }

    private void SkipBlanksAndComments()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
                _at++;
            else if (text[_at] == '/' && Peek(1) == '/')
                _at = text.IndexOf('\n', _at) is >= 0 and var end ? end + 1 : text.Length;
            else
                return;
        }
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private bool IsTextStart(out bool raw, out int prefix)
    {
        raw = false;
        for (prefix = 0; prefix < 3; prefix++)
        {
            switch (Peek(prefix))
            {
                case '"' or '\'':
                    return true;
                case 'r' or 'R' when !raw:
                    raw = true;
                    break;
                case 'b' or 'B' when prefix == 0 || (prefix == 1 && raw):
                    if (Peek(prefix + 1) is '"' or '\'' || (Peek(prefix + 1) is 'r' or 'R' && Peek(prefix + 2) is '"' or '\''))
                        throw new SyntaxException(_at, prefix + 1, "bytes are not supported here", null);
                    return false;
                default:
                    return false;
            }
        }

        return false;
    }

    private Token Text(bool raw, int prefix)
    {
        var start = _at;
        var value = TextLiteral.Read(text, _at + prefix, raw, out _at);
        return new(TokenKind.String, start, _at, value);
    }

    private Token Name()
    {
        var start = _at;
        while (_at < text.Length && Names.IsPart(text[_at]))
            _at++;
        var name = text[start.._at];
        var kind = name switch
        {
            "true" => TokenKind.True,
            "false" => TokenKind.False,
            "null" => TokenKind.Null,
            "in" => TokenKind.In,
            _ => TokenKind.Identifier,
        };
        return new(kind, start, _at, name);
    }

    private Token QuotedName()
    {
        var start = _at;
        var end = text.IndexOf('`', _at + 1);
        if (end < 0)
            throw new SyntaxException(start, text.Length - start, "this ` is never closed");
        var name = text[(start + 1)..end];
        if (!Names.IsQuotable(name))
            throw new SyntaxException(start, end + 1 - start, "between backticks stand letters, digits and _ . - / only; write other fields as [\"...\"]");
        _at = end + 1;
        return new(TokenKind.QuotedIdentifier, start, _at, name);
    }

    private Token Number()
    {
        var start = _at;
        var kind = TokenKind.Int;
        if (text[_at] == '0' && Peek(1) == 'x' && char.IsAsciiHexDigit(Peek(2)))
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek(0)))
                _at++;
        }
        else
        {
            SkipDigits();
            if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
            {
                kind = TokenKind.Double;
                _at++;
                SkipDigits();
            }

            if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
            {
                kind = TokenKind.Double;
                _at += 2;
                SkipDigits();
            }
        }

        var digits = text[start.._at];
        if (kind == TokenKind.Int && Peek(0) is 'u' or 'U')
        {
            kind = TokenKind.Uint;
            _at++;
        }

        if (Names.IsPart(Peek(0)))
            throw new SyntaxException(start, _at + 1 - start, $"'{text[start..(_at + 1)]}' is neither a number nor a name");
        return new(kind, start, _at, digits);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
            _at++;
    }

    private Token Symbol()
    {
        if (Elsewhere.Symbol(text, _at) is { } wrong)
            throw wrong;
        var (kind, length) = (text[_at], Peek(1)) switch
        {
            ('&', '&') => (TokenKind.And, 2),
            ('|', '|') => (TokenKind.Or, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('!', _) => (TokenKind.Not, 1),
            ('(', _) => (TokenKind.LeftParen, 1),
            (')', _) => (TokenKind.RightParen, 1),
            ('[', _) => (TokenKind.LeftBracket, 1),
            (']', _) => (TokenKind.RightBracket, 1),
            ('{', _) => (TokenKind.LeftBrace, 1),
            ('}', _) => (TokenKind.RightBrace, 1),
            ('.', _) => (TokenKind.Dot, 1),
            (',', _) => (TokenKind.Comma, 1),
            (':', _) => (TokenKind.Colon, 1),
            ('?', _) => (TokenKind.Question, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('%', _) => (TokenKind.Percent, 1),
            _ => throw Unexpected(),
        };
        _at += length;
        return new(kind, _at - length, _at, "");
    }

    private SyntaxException Unexpected() =>
        new(_at, 1, char.IsControl(text[_at]) ? $"unexpected character U+{(int)text[_at]:X4}" : $"unexpected character '{text[_at]}'");
}
