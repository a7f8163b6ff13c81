using Reactor.Cel.Syntax;

namespace Reactor.Cel.Tests.Syntax;

/// <summary>An expression with all its structure spelled out, so that equal texts mean equal trees.</summary>
internal static class Shape
{
    public static string Of(Expr? expr) => expr switch
    {
        null => "-",
        LiteralExpr e => $"{e.Value.Kind}:{(e.Value.Kind == CelKind.Double ? BitConverter.DoubleToInt64Bits(e.Value.AsDouble) : e.Value)}",
        IdentExpr e => $"ident {e.IsAbsolute} {e.Name}",
        SelectExpr e => $"({Of(e.Target)} select {e.Field})",
        IndexExpr e => $"({Of(e.Target)} index {Of(e.Index)})",
        CallExpr e => $"({Of(e.Target)} call {e.IsAbsolute} {e.Name} {All(e.Arguments)})",
        UnaryExpr e => $"({e.Operator} {Of(e.Operand)})",
        BinaryExpr e => $"({Of(e.Left)} {e.Operator} {Of(e.Right)})",
        LogicalExpr e => $"({(e.IsAnd ? "and" : "or")} {All(e.Operands)})",
        ConditionalExpr e => $"({Of(e.Condition)} then {Of(e.WhenTrue)} else {Of(e.WhenFalse)})",
        ListExpr e => $"list {All(e.Items)}",
        MapExpr e => $"map {string.Join(", ", e.Entries.Select(n => $"{Of(n.Key)}: {Of(n.Value)}"))}",
        HasExpr e => $"(has {Of(e.Operand)})",
        ComprehensionExpr e => $"({e.Kind} {Of(e.Range)} {e.First.Name} {e.Second?.Name} {Of(e.Filter)} {Of(e.Body)})",
        _ => throw new InvalidOperationException(expr.GetType().Name),
    };

    private static string All(IEnumerable<Expr> all) => $"[{string.Join(", ", all.Select(Of))}]";
}
