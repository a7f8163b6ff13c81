using System.Globalization;

namespace Reactor.Cel.Syntax;

internal sealed partial class Parser
{
    private Expr Member()
    {
        var expr = Primary();
        while (true)
        {
            switch (Current.Kind)
            {
                case TokenKind.Dot:
                    Take();
                    expr = Selection(expr);
                    break;
                case TokenKind.LeftBracket:
                    Take();
                    var index = Expression();
                    expr = Grow(new IndexExpr(expr, index, expr.Start, Take(TokenKind.RightBracket, "']'").End), expr, index);
                    break;
                case TokenKind.LeftBrace when expr is IdentExpr or SelectExpr:
                    throw new SyntaxException(expr.Start, Current.End - expr.Start, "message literals are not supported");
                default:
                    return expr;
            }
        }
    }

    private Expr Selection(Expr target)
    {
        var name = Current;
        if (name.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
        {
            throw name.Kind is TokenKind.In or TokenKind.True or TokenKind.False or TokenKind.Null
                ? new SyntaxException(name.Start, name.End - name.Start, $"'{name.Text}' is a word of the language; write [\"{name.Text}\"]", null)
                : Unexpected("a field's name");
        }

        Take();
        if (Current.Kind != TokenKind.LeftParen || name.Kind == TokenKind.QuotedIdentifier)
            return Grow(new SelectExpr(target, name.Text, name.Start, target.Start, name.End), target);
        var arguments = Arguments(out var end);
        return Macro(target, name, arguments, end)
            ?? Grow(new CallExpr(target, name.Text, false, name.Start, arguments, target.Start, end), [target, .. arguments]);
    }

    private Expr Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Dot:
                Take();
                return Named(Take(TokenKind.Identifier, "a name"), token.Start);
            case TokenKind.Identifier:
                Take();
                return Named(token, null);
            case TokenKind.LeftParen:
                Take();
                var inner = Expression();
                if (Current.Kind == TokenKind.Comma)
                    throw new SyntaxException(token.Start, Current.End - token.Start, "a list is written in brackets, such as [1, 2]");
                Take(TokenKind.RightParen, "')'");
                return inner;
            case TokenKind.LeftBracket:
                return List();
            case TokenKind.LeftBrace:
                return Map();
            case TokenKind.Int or TokenKind.Uint or TokenKind.Double:
                Take();
                return NumberOf(token, token.Start, isNegative: false);
            case TokenKind.String:
                Take();
                return new LiteralExpr(CelValue.From(token.Text), token.Start, token.End);
            case TokenKind.True or TokenKind.False:
                Take();
                return new LiteralExpr(CelValue.From(token.Kind == TokenKind.True), token.Start, token.End);
            case TokenKind.Null:
                Take();
                return new LiteralExpr(CelValue.Null, token.Start, token.End);
            case TokenKind.QuotedIdentifier:
                throw new SyntaxException(token.Start, token.End - token.Start, "a name in backticks is a field and follows a dot");
            default:
                throw Unexpected("a value");
        }
    }

    private Expr Named(Token name, int? dot)
    {
        if (Names.Reserved.Contains(name.Text))
            throw new SyntaxException(name.Start, name.End - name.Start, name.Text == "if" ? "'if' is written with ? and :, such as a > b ? \"more\" : \"less\"" : $"'{name.Text}' is a reserved word");
        var start = dot ?? name.Start;
        if (Current.Kind != TokenKind.LeftParen)
            return new IdentExpr(name.Text, dot is not null, start, name.End);
        var arguments = Arguments(out var end);
        if (name.Text == "has" && dot is null)
        {
            if (arguments.Count != 1)
                throw new SyntaxException(start, end - start, "has() takes one field, such as has(data.x)");
            return Grow(new HasExpr(arguments[0], start, end), arguments[0]);
        }

        return Grow(new CallExpr(null, name.Text, dot is not null, name.Start, arguments, start, end), [.. arguments]);
    }

    private List<Expr> Arguments(out int end)
    {
        Take(TokenKind.LeftParen, "'('");
        var arguments = new List<Expr>();
        while (Current.Kind != TokenKind.RightParen)
        {
            if (arguments.Count > 0)
                Take(TokenKind.Comma, "',' or ')'");
            arguments.Add(Expression());
        }

        end = Take().End;
        return arguments;
    }

    private Expr List()
    {
        var start = Take().Start;
        var items = new List<Expr>();
        while (Current.Kind != TokenKind.RightBracket)
        {
            items.Add(Expression());
            if (Current.Kind != TokenKind.RightBracket)
                Take(TokenKind.Comma, "',' or ']'");
        }

        return Grow(new ListExpr(items, start, Take().End), [.. items]);
    }

    private Expr Map()
    {
        var start = Take().Start;
        var entries = new List<(Expr Key, Expr Value)>();
        while (Current.Kind != TokenKind.RightBrace)
        {
            var key = Expression();
            Take(TokenKind.Colon, "':'");
            entries.Add((key, Expression()));
            if (Current.Kind != TokenKind.RightBrace)
                Take(TokenKind.Comma, "',' or '}'");
        }

        return Grow(new MapExpr(entries, start, Take().End), [.. entries.SelectMany(e => new[] { e.Key, e.Value })]);
    }

    private static LiteralExpr NumberOf(Token token, int start, bool isNegative)
    {
        var text = token.Text;
        if (token.Kind == TokenKind.Double)
        {
            var value = double.Parse(text, CultureInfo.InvariantCulture);
            return double.IsFinite(value)
                ? new(CelValue.From(isNegative ? -value : value), start, token.End)
                : throw new SyntaxException(start, token.End - start, "this number is too large for a double");
        }

        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var isParsed = isHex
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (isParsed && token.Kind == TokenKind.Uint)
            return new(CelValue.From(number), start, token.End);
        if (!isParsed || token.Kind == TokenKind.Uint || number > (isNegative ? (ulong)long.MaxValue + 1 : long.MaxValue))
        {
            var suggestion = isParsed && !isNegative ? text + "u" : null;
            throw new SyntaxException(start, token.End - start, "this number is too large for a 64-bit integer", suggestion);
        }

        return new(CelValue.From(isNegative ? unchecked((long)(0 - number)) : (long)number), start, token.End);
    }
}
