using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary><c>data.node-name</c> is a subtraction in CEL; whoever writes it means the field.</summary>
internal sealed partial class Checker
{
    /// <summary>Reports a subtraction that was meant as a field's name; false where it is none.</summary>
    private bool Hyphenated(Expr e)
    {
        if (!isChecked || Parts(e) is not var (select, rest, last))
            return false;
        var owner = QuietTypeOf(select.Target);
        if (owner is null)
            return false;
        var written = $"{select.Field}-{string.Join('-', rest)}";
        string? meant;
        if (owner.Kind == CelTypeKind.Record)
        {
            var isUndeclared = last is IdentExpr;
            meant = owner.Fields.ContainsKey(written) && (isUndeclared || !owner.Fields.ContainsKey(select.Field)) ? written
                : isUndeclared ? Nearest(written, owner.Fields.Keys.Where(f => f.Contains('-', StringComparison.Ordinal))) : null;
            meant ??= owner.IsOpen && isUndeclared && !owner.Fields.ContainsKey(select.Field) ? written : null;
        }
        else
        {
            meant = owner.Kind is CelTypeKind.Dyn or CelTypeKind.Map && last is IdentExpr ? written : null;
        }

        if (meant is null)
            return false;
        var read = Source(select.Target) + Names.Access(meant);
        Report(select.Start, last.End, e, $"'-' is subtraction here; a field with a '-' in its name is read as {read}", read);
        return true;
    }

    /// <summary>The selection on the far left of a chain of subtractions, the names after it, and the last of them.</summary>
    private static (SelectExpr Select, List<string> Names, Expr Last)? Parts(Expr e)
    {
        var rest = new List<string>();
        Expr? last = null;
        while (e is BinaryExpr { Operator: BinaryOperator.Subtract } subtraction)
        {
            var root = last is null ? RootOf(subtraction.Right) : subtraction.Right;
            if (NameOf(root) is not { } name)
                return null;
            last ??= root;
            rest.Insert(0, name);
            e = subtraction.Left;
        }

        return last is not null && e is SelectExpr select ? (select, rest, last) : null;
    }

    // In data.a-b.startsWith("x") what is taken away is b.startsWith("x").
    private static Expr RootOf(Expr e) => e switch
    {
        SelectExpr select => RootOf(select.Target),
        IndexExpr index => RootOf(index.Target),
        CallExpr { Target: { } target } => RootOf(target),
        _ => e,
    };

    private static string? NameOf(Expr e) => e switch
    {
        IdentExpr ident => ident.Name,
        LocalExpr local => local.Local.Name,
        VariableExpr variable => variable.Name,
        TypeExpr type => type.Value.AsTypeName,
        LiteralExpr { Value: { Kind: CelKind.Int, IsNegative: false } value } => value.ToString(),
        _ => null,
    };

    /// <summary>The type of a plain path such as <c>data.info</c>, without reporting; null for anything else.</summary>
    private CelType? QuietTypeOf(Expr e)
    {
        switch (e)
        {
            case VariableExpr variable:
                return environment.Variables[variable.Slot].Type;
            case LocalExpr local:
                return _locals[local.Local].Type;
            case SelectExpr select:
                return QuietFieldType(select.Target, select.Field);
            case IndexExpr { Index: LiteralExpr { Value.Kind: CelKind.String } key } index:
                return QuietFieldType(index.Target, key.Value.AsString);
            default:
                return null;
        }
    }

    private CelType? QuietFieldType(Expr target, string field) => QuietTypeOf(target) switch
    {
        null => null,
        { Kind: CelTypeKind.Record } record => record.Fields.TryGetValue(field, out var found) ? found.EffectiveType : CelType.Dyn,
        { Kind: CelTypeKind.Map } map => map.Element,
        { Kind: CelTypeKind.Dyn } => CelType.Dyn,
        _ => null,
    };
}
