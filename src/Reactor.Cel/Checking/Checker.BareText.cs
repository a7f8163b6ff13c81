using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary><c>data.action == stop</c>: text without its quotes is a name in CEL; whoever writes it means the text.</summary>
internal sealed partial class Checker
{
    /// <summary>Both sides of a comparison.</summary>
    private (Typed Left, Typed Right) Compared(BinaryExpr e)
    {
        if (BareText(e.Right) is null && e.Right is not ListExpr && BareText(e.Left) is { } text)
        {
            var known = Check(e.Right);
            return (Bare(e.Left, text, known.Type, e.Right), known);
        }

        var left = Check(e.Left);
        if (BareText(e.Right) is { } right)
            return (left, Bare(e.Right, right, left.Type, e.Left));
        return (left, e is { Operator: BinaryOperator.In, Right: ListExpr list } ? List(list, item => BareText(item) is { } bare ? Bare(item, bare, left.Type, e.Left) : Check(item)) : Check(e.Right));
    }

    /// <summary>What stands for no name here and may be meant as text, with its hyphens: <c>io-error</c>; null for anything else.</summary>
    private string? BareText(Expr e) => isChecked && e.Macro is null && IsBare(e) && !text.AsSpan(e.Start, e.End - e.Start).ContainsAny(' ', '\t', '\n') ? text[e.Start..e.End] : null;

    private static bool IsBare(Expr e) => e switch
    {
        IdentExpr { IsAbsolute: false } => true,
        BinaryExpr { Operator: BinaryOperator.Subtract } chain => IsBare(chain.Left) && NameOf(chain.Right) is not null,
        _ => false,
    };

    /// <summary>Reports what was compared with something else as text.</summary>
    private Typed Bare(Expr e, string written, CelType other, Expr comparedWith)
    {
        if (e is IdentExpr nothing && IsNothing(nothing))
            return Nothing(nothing, other);
        if (other.Kind is not (CelTypeKind.String or CelTypeKind.Dyn))
            return Check(e);
        var value = other.Values is not { } values ? null : values.Contains(written) ? written : Nearest(written, values);
        if (value is null && e is IdentExpr name && (Nearest(written, KnownNames()) is not null || environment.Functions.Names(isMethod: false).Contains(written) || FieldOfSomeRecord(name.Name) is not null))
            return Check(e);
        Report(e, $"there is no '{written}' here: text stands in quotes{(value == written ? $", and {Source(comparedWith)} can have this value" : "")}", TextLiteral.Quote(value ?? written));
        return new(Fails(CelErrorKind.Undeclared, $"there is no '{written}' here"), CelType.Dyn);
    }
}
