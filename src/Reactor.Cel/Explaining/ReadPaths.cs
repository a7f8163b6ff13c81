using Reactor.Cel.Syntax;

namespace Reactor.Cel.Explaining;

/// <summary>Finds the variables that an expression reads, each with the members that it goes down to.</summary>
internal sealed class ReadPaths
{
    private readonly List<Expr> _found = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public IReadOnlyList<Expr> Found => _found;

    public void Visit(Expr expr)
    {
        if (IsPath(expr))
        {
            if (_seen.Add(Printer.Canonical(expr)))
                _found.Add(expr);
            return;
        }

        foreach (var child in Children(expr))
            Visit(child);
    }

    private static bool IsPath(Expr expr) => expr switch
    {
        VariableExpr => true,
        SelectExpr e => IsPath(e.Target),
        IndexExpr { Index: LiteralExpr } e => IsPath(e.Target),
        _ => false,
    };

    private static IEnumerable<Expr> Children(Expr expr) => expr switch
    {
        SelectExpr e => [e.Target],
        IndexExpr e => [e.Target, e.Index],
        HasExpr e => [e.Operand],
        UnaryExpr e => [e.Operand],
        BinaryExpr e => [e.Left, e.Right],
        LogicalExpr e => e.Operands,
        ConditionalExpr e => [e.Condition, e.WhenTrue, e.WhenFalse],
        ListExpr e => e.Items,
        MapExpr e => e.Entries.SelectMany(Both),
        CallExpr e => e.Target is null ? e.Arguments : [e.Target, .. e.Arguments],
        ComprehensionExpr e => e.Filter is null ? [e.Range, e.Body] : [e.Range, e.Filter, e.Body],
        _ => [],
    };

    private static Expr[] Both((Expr Key, Expr Value) entry) => [entry.Key, entry.Value];
}
