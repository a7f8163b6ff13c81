namespace Reactor.Cel.Syntax;

/// <summary>Recursive descent over CEL's grammar. Bounded in depth; stops at the first syntax error.</summary>
internal sealed partial class Parser
{
    /// <summary>The deepest nesting, and the longest chain of operators or selections.</summary>
    public const int MaxHeight = 250;

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
        var condition = Or();
        if (Current.Kind == TokenKind.Question)
        {
            Take();
            var whenTrue = Or();
            Take(TokenKind.Colon, "':' of the '? :'");
            var whenFalse = Expression();
            condition = Grow(new ConditionalExpr(condition, whenTrue, whenFalse, condition.Start, whenFalse.End), condition, whenTrue, whenFalse);
        }

        _depth--;
        return condition;
    }

    private Expr Or() => Logical(TokenKind.Or, () => Logical(TokenKind.And, Relation));

    private Expr Logical(TokenKind kind, Func<Expr> operand)
    {
        var first = operand();
        if (Current.Kind != kind)
            return first;
        var operands = new List<Expr>();
        var isAnd = kind == TokenKind.And;
        Add(first);
        while (Current.Kind == kind)
        {
            Take();
            Add(operand());
        }

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

    private Expr Relation()
    {
        var left = Sum();
        while (RelationOf(Current.Kind) is { } op)
        {
            Take();
            left = Binary(op, left, Sum());
        }

        return left;
    }

    private Expr Sum()
    {
        var left = Product();
        while (Current.Kind is TokenKind.Plus or TokenKind.Minus)
        {
            var op = Take().Kind == TokenKind.Plus ? BinaryOperator.Add : BinaryOperator.Subtract;
            left = Binary(op, left, Product());
        }

        return left;
    }

    private Expr Product()
    {
        var left = Unary();
        while (Current.Kind is TokenKind.Star or TokenKind.Slash or TokenKind.Percent)
        {
            var op = Take().Kind switch
            {
                TokenKind.Star => BinaryOperator.Multiply,
                TokenKind.Slash => BinaryOperator.Divide,
                _ => BinaryOperator.Modulo,
            };
            left = Binary(op, left, Unary());
        }

        return left;
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

    private static BinaryOperator? RelationOf(TokenKind kind) => kind switch
    {
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        TokenKind.In => BinaryOperator.In,
        _ => null,
    };

    private static Expr Binary(BinaryOperator op, Expr left, Expr right) => Grow(new BinaryExpr(op, left, right, left.Start, right.End), left, right);

    private static Expr Grow(Expr expr, params ReadOnlySpan<Expr> children)
    {
        foreach (var child in children)
            expr.Height = Math.Max(expr.Height, child.Height + 1);
        return expr.Height > MaxHeight ? throw TooDeep(expr.Start) : expr;
    }

    private static SyntaxException TooDeep(int start) => new(start, 0, $"this is nested deeper than {MaxHeight} levels");

    private void Enter()
    {
        if (++_depth > MaxHeight)
            throw TooDeep(Current.Start);
    }

    private Token Take() => _tokens[_next++];

    private Token Take(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    private SyntaxException Unexpected(string wanted)
    {
        var token = Current;
        return token.Kind == TokenKind.End
            ? new(token.Start, 0, $"the expression ends where {wanted} should be")
            : new(token.Start, token.End - token.Start, $"{wanted} should be here");
    }
}
