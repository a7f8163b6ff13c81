using FsCheck;
using FsCheck.Fluent;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Tests.Syntax;

/// <summary>Arbitrary expressions, as trees that the parser could give.</summary>
internal static class ExprGenerator
{
    private static readonly Gen<string> Name = Gen.Elements("a", "b", "c", "x", "data", "size", "in_x", "_1");

    private static readonly Gen<string> Field = Gen.Elements("a", "env", "node-name", "a.b/c d", "for");

    private static readonly Gen<Expr> Leaf = Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>().Select(v => Literal(CelValue.From(v))),
        Gen.Elements(0L, 1, -1, long.MaxValue, long.MinValue).Select(v => Literal(CelValue.From(v))),
        ArbMap.Default.GeneratorFor<ulong>().Select(v => Literal(CelValue.From(v))),
        ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(v => Literal(CelValue.From(v))),
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null).Select(v => Literal(CelValue.From(v))),
        Gen.Elements(CelValue.True, CelValue.False, CelValue.Null).Select(Literal),
        Name.Select(n => (Expr)new IdentExpr(n, false, 0, 0)),
        Name.Select(n => (Expr)new IdentExpr(n, true, 0, 0)));

    public static Gen<Expr> Exprs { get; } = Gen.Sized(size => OfSize(Math.Min(size, 40)));

    private static Expr Literal(CelValue value) => new LiteralExpr(value, 0, 0);

    private static Gen<Expr> OfSize(int size)
    {
        if (size < 1)
            return Leaf;
        var one = Gen.OneOf(Leaf, OfSize(size / 3));
        var some = one.ListOf(3);
        return Gen.OneOf(
            Leaf,
            from e in one from f in Field select (Expr)new SelectExpr(e, f, 0, 0, 0),
            from e in one from i in one select (Expr)new IndexExpr(e, i, 0, 0),
            from e in one from isNot in Gen.Elements(true, false) where isNot || !IsNumber(e) select (Expr)new UnaryExpr(isNot ? UnaryOperator.Not : UnaryOperator.Negate, e, 0, 0),
            from op in Gen.Elements(Enum.GetValues<BinaryOperator>()) from l in one from r in one select (Expr)new BinaryExpr(op, l, r, 0, 0),
            from l in one from r in one from m in one from isAnd in Gen.Elements(true, false) select (Expr)Flat(isAnd, [l, m, r]),
            from c in one from t in one from f in one select (Expr)new ConditionalExpr(c, t, f, 0, 0),
            from items in some select (Expr)new ListExpr([.. items], 0, 0),
            from keys in some from value in one select (Expr)new MapExpr([.. keys.Select(k => (k, value))], 0, 0),
            from n in Name from arguments in some select (Expr)new CallExpr(null, n, false, 0, [.. arguments], 0, 0),
            from t in one from n in Gen.Elements("f", "while", "startsWith") from a in one select (Expr)new CallExpr(t, n, false, 0, [a], 0, 0),
            from e in one select (Expr)new HasExpr(e, 0, 0),
            from kind in Gen.Elements(ComprehensionKind.All, ComprehensionKind.Exists, ComprehensionKind.ExistsOne, ComprehensionKind.Map)
            from range in one
            from body in one
            from hasSecond in Gen.Elements(true, false)
            select (Expr)new ComprehensionExpr(kind, range, new Local("v", 0), hasSecond ? new Local("w", 0) : null, null, body, 0, 0),
            from kind in Gen.Elements(ComprehensionKind.TransformMap, ComprehensionKind.TransformMapEntry)
            from range in one
            from filter in one
            from body in one
            select (Expr)new ComprehensionExpr(kind, range, new Local("v", 0), new Local("w", 0), filter, body, 0, 0));
    }

    // The parser keeps chains flat, and reads -1 as a literal.
    private static LogicalExpr Flat(bool isAnd, Expr[] operands) =>
        new(isAnd, [.. operands.SelectMany(o => o is LogicalExpr inner && inner.IsAnd == isAnd ? inner.Operands : [o])], 0, 0);

    private static bool IsNumber(Expr e) => e is LiteralExpr { Value.Kind: CelKind.Int or CelKind.Double };
}
