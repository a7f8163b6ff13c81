namespace Reactor.Cel.Syntax;

/// <summary>An expression's syntax; positions are UTF-16 units of the text.</summary>
internal abstract record Expr(int Start, int End)
{
    /// <summary>The longest way down from here; 1 for a leaf. Bounds every recursion over the tree.</summary>
    public int Height { get; set; } = 1;

    /// <summary>The macro that this came from, its position being that of the macro's use; null outside of macros.</summary>
    public string? Macro { get; init; }
}

internal sealed record LiteralExpr(CelValue Value, int Start, int End) : Expr(Start, End);

/// <summary>A name; absolute when written with a leading dot.</summary>
internal sealed record IdentExpr(string Name, bool IsAbsolute, int Start, int End) : Expr(Start, End);

/// <summary>A comprehension's variable, as the resolver found it.</summary>
internal sealed record LocalExpr(Local Local, int Start, int End) : Expr(Start, End);

/// <summary><c>target.field</c>; the field's name starts at <c>FieldStart</c>.</summary>
internal sealed record SelectExpr(Expr Target, string Field, int FieldStart, int Start, int End) : Expr(Start, End);

internal sealed record IndexExpr(Expr Target, Expr Index, int Start, int End) : Expr(Start, End);

internal sealed record CallExpr(Expr? Target, string Name, bool IsAbsolute, int NameStart, IReadOnlyList<Expr> Arguments, int Start, int End) : Expr(Start, End);

internal sealed record UnaryExpr(UnaryOperator Operator, Expr Operand, int Start, int End) : Expr(Start, End);

internal sealed record BinaryExpr(BinaryOperator Operator, Expr Left, Expr Right, int Start, int End) : Expr(Start, End);

/// <summary>A chain of <c>&amp;&amp;</c> or of <c>||</c>, flattened.</summary>
internal sealed record LogicalExpr(bool IsAnd, IReadOnlyList<Expr> Operands, int Start, int End) : Expr(Start, End);

internal sealed record ConditionalExpr(Expr Condition, Expr WhenTrue, Expr WhenFalse, int Start, int End) : Expr(Start, End);

internal sealed record ListExpr(IReadOnlyList<Expr> Items, int Start, int End) : Expr(Start, End);

internal sealed record MapExpr(IReadOnlyList<(Expr Key, Expr Value)> Entries, int Start, int End) : Expr(Start, End);

/// <summary><c>has(...)</c>; what its operand may be is for the checker to say.</summary>
internal sealed record HasExpr(Expr Operand, int Start, int End) : Expr(Start, End);

internal sealed record ComprehensionExpr(
    ComprehensionKind Kind, Expr Range, Local First, Local? Second, Expr? Filter, Expr Body, int Start, int End) : Expr(Start, End);

/// <summary>A variable of a comprehension. Told apart by identity: two of one name differ.</summary>
internal sealed class Local(string name, int start, int id = 0)
{
    /// <summary>Different for all of a resolved expression.</summary>
    public int Id { get; } = id;

    public string Name { get; } = name;

    public int Start { get; } = start;
}

internal enum UnaryOperator
{
    Not,
    Negate,
}

internal enum BinaryOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

internal enum ComprehensionKind
{
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
    TransformMap,
    TransformMapEntry,
}
