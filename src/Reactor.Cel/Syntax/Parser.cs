namespace Reactor.Cel.Syntax;

/// <summary>Recursive descent over CEL's grammar. Bounded in depth; stops at the first syntax error.</summary>
internal sealed partial class Parser
{
    /// <summary>The deepest tree: what parentheses, operators and selections in a row may come to together.</summary>
    public const int MaxHeight = 250;

    /// <summary>The deepest nesting of parentheses, brackets, calls and unary operators.</summary>
    public const int MaxNesting = 100;

    private const int OrLevel = 1;

    private readonly List<Token> _tokens;
    private int _next;
    private int _depth;

    private Parser(string text) => _tokens = Lexer.Tokens(text);

    private Token Current => _tokens[_next];

    /// <summary>Parses a whole text.</summary>
    /// <exception cref="SyntaxException">It is no expression.</exception>
    public static Expr Parse(string text)
    {
        if (text.Length > CelEnvironment.MaxExpressionLength)
            throw new SyntaxException(0, text.Length, $"this expression has {text.Length} characters, more than {CelEnvironment.MaxExpressionLength}");
        var parser = new Parser(text);
        var expr = parser.Expression();
        if (parser.Current.Kind != TokenKind.End)
            throw parser.Unexpected("an operator or the end");
        return expr;
    }

    private Expr Expression()
    {
        Enter();
        var condition = Operators(OrLevel);
        if (Current.Kind == TokenKind.Question)
        {
            Take();
            var whenTrue = Operators(OrLevel);
            Take(TokenKind.Colon, "':' of the '? :'");
            var whenFalse = Expression();
            condition = Grow(new ConditionalExpr(condition, whenTrue, whenFalse, condition.Start, whenFalse.End), condition, whenTrue, whenFalse);
        }

        _depth--;
        return condition;
    }

    /// <summary>Operators that bind at least as tightly as this level; one method for all, as it recurs for every parenthesis.</summary>
    private Expr Operators(int least)
    {
        var left = Unary();
        while (OperatorOf(Current.Kind) is var (level, op) && level >= least)
            left = op is { } binary ? Binary(binary, left, TakeOperand(level)) : Logical(left, level);
        return left;
    }

    private Expr TakeOperand(int level)
    {
        Take();
        return Operators(level + 1);
    }

    private Expr Logical(Expr first, int level)
    {
        var kind = Current.Kind;
        var isAnd = kind == TokenKind.And;
        var operands = new List<Expr>();
        Add(first);
        while (Current.Kind == kind)
            Add(TakeOperand(level));
        return Grow(new LogicalExpr(isAnd, operands, operands[0].Start, operands[^1].End), [.. operands]);

        // (a && b) && c means the same as a && b && c.
        void Add(Expr expr)
        {
            if (expr is LogicalExpr inner && inner.IsAnd == isAnd)
                operands.AddRange(inner.Operands);
            else
                operands.Add(expr);
        }
    }

    private Expr Unary()
    {
        if (Current.Kind is not (TokenKind.Not or TokenKind.Minus))
            return Member();
        var token = Take();
        if (token.Kind == TokenKind.Minus && Current.Kind is TokenKind.Int or TokenKind.Double && _tokens[_next + 1].Kind is not (TokenKind.Dot or TokenKind.LeftBracket))
            return NumberOf(Take(), token.Start, isNegative: true);
        Enter();
        var operand = Unary();
        _depth--;
        return Grow(new UnaryExpr(token.Kind == TokenKind.Not ? UnaryOperator.Not : UnaryOperator.Negate, operand, token.Start, operand.End), operand);
    }

    /// <summary>How tightly an operator binds, and which it is; none for those that are chained.</summary>
    private static (int Level, BinaryOperator? Operator)? OperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Or => (OrLevel, null),
        TokenKind.And => (OrLevel + 1, null),
        TokenKind.Equal => (OrLevel + 2, BinaryOperator.Equal),
        TokenKind.NotEqual => (OrLevel + 2, BinaryOperator.NotEqual),
        TokenKind.Less => (OrLevel + 2, BinaryOperator.Less),
        TokenKind.LessOrEqual => (OrLevel + 2, BinaryOperator.LessOrEqual),
        TokenKind.Greater => (OrLevel + 2, BinaryOperator.Greater),
        TokenKind.GreaterOrEqual => (OrLevel + 2, BinaryOperator.GreaterOrEqual),
        TokenKind.In => (OrLevel + 2, BinaryOperator.In),
        TokenKind.Plus => (OrLevel + 3, BinaryOperator.Add),
        TokenKind.Minus => (OrLevel + 3, BinaryOperator.Subtract),
        TokenKind.Star => (OrLevel + 4, BinaryOperator.Multiply),
        TokenKind.Slash => (OrLevel + 4, BinaryOperator.Divide),
        TokenKind.Percent => (OrLevel + 4, BinaryOperator.Modulo),
        _ => null,
    };

    private static Expr Binary(BinaryOperator op, Expr left, Expr right) => Grow(new BinaryExpr(op, left, right, left.Start, right.End), left, right);

    private static Expr Grow(Expr expr, params ReadOnlySpan<Expr> children)
    {
        foreach (var child in children)
            expr.Height = Math.Max(expr.Height, child.Height + 1);
        return expr.Height > MaxHeight ? throw TooDeep(expr.Start, MaxHeight) : expr;
    }

    private static SyntaxException TooDeep(int start, int levels) => new(start, 0, $"this is nested deeper than {levels} levels");

    private void Enter()
    {
        if (++_depth > MaxNesting)
            throw TooDeep(Current.Start, MaxNesting);
    }

    private Token Take() => _tokens[_next++];

    private Token Take(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    private SyntaxException Unexpected(string wanted)
    {
        var token = Current;
        if (Elsewhere.Word(_tokens, _next) is { } word)
            return word;
        return token.Kind == TokenKind.End
            ? new(token.Start, 0, $"the expression ends where {wanted} should be")
            : new(token.Start, token.End - token.Start, $"{wanted} should be here");
    }
}
