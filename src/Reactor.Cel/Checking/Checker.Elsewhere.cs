using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>Functions and words of other languages: what is written here instead, where that would be right.</summary>
internal sealed partial class Checker
{
    /// <summary>Reports a function by the name that it has elsewhere; false where none is known by it, or what is known would not fit.</summary>
    /// <param name="e">The call.</param>
    /// <param name="types">Of what it is called on, if it is, and of its arguments.</param>
    private bool ReportElsewhere(CallExpr e, CelType[] types)
    {
        Expr[] given = e.Target is null ? [.. e.Arguments] : [e.Target, .. e.Arguments];
        if (Elsewhere.Call(e.Name) is not var (shape, name))
            return false;
        if (shape == Shape.Clock)
        {
            Report(e, $"there is no function '{e.Name}': an expression sees no clock", FieldOfSomeRecord("at"));
            return true;
        }

        var suggestion = (shape, given) switch
        {
            (Shape.Presence, [SelectExpr or IndexExpr]) => $"has({Source(given[0])})",
            (Shape.Default, [SelectExpr or IndexExpr, _]) => $"has({Source(given[0])}) ? {Source(given[0])} : {Source(given[1])}",
            (Shape.Method, [_, ..]) when Takes(name, isMethod: true, types) => $"{Receiver(given[0])}.{name}({string.Join(", ", given.Skip(1).Select(Source))})",
            (Shape.Function, [_]) when Takes(name, isMethod: false, types) => $"{name}({Source(given[0])})",
            _ => null,
        };
        if (suggestion is null)
            return false;
        Report(e, $"there is no function '{e.Name}'", suggestion);
        return true;
    }

    private bool Takes(string name, bool isMethod, CelType[] types) => Array.Exists(environment.Functions.Find(name, isMethod), overload => Fits(overload, types));

    /// <summary>The types of what a function is given that there isn't. What it would have tested for absence isn't to be tested before.</summary>
    private CelType[] CheckGiven(CallExpr e)
    {
        Expr[] given = e.Target is null ? [.. e.Arguments] : [e.Target, .. e.Arguments];
        var isTest = Elsewhere.Call(e.Name) is (Shape.Presence or Shape.Default, _);
        return Array.ConvertAll(given, argument => (isTest && Guards.PathOf(argument) is { } path ? CheckWith(argument, _present.Add(path)) : Check(argument)).Type);
    }

    /// <summary>A field that is compared with null, or with what is called nil or None elsewhere: one that may be absent is never null.</summary>
    private Typed? WithNothing(BinaryExpr e)
    {
        if (!isChecked || e.Macro is not null || e.Operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual))
            return null;
        var (nothing, other) = IsNothing(e.Right) ? (e.Right, e.Left) : (e.Left, e.Right);
        // A path is short: to check it twice costs little.
        if (!IsNothing(nothing) || other is not (SelectExpr or IndexExpr) || Guards.PathOf(other) is not { } path || _present.Contains(path))
            return null;
        var before = _diagnostics.Count;
        var type = CheckWith(other, _present.Add(path)).Type;
        if (_diagnostics.Count > before || TypeRules.AreComparable(CelType.Null, type) || !MayBeAbsent(other))
            return null;
        Report(e, $"{Source(other)} is never null, but may be absent", $"{(e.Operator == BinaryOperator.Equal ? "!" : "")}has({Source(other)})");
        return new(Fails(CelErrorKind.TypeMismatch, "a field is compared with null"), CelType.Bool);
    }

    private static bool IsNothing(Expr e) => e is LiteralExpr { Value.Kind: CelKind.Null } || (e is IdentExpr { IsAbsolute: false } name && Elsewhere.IsNothing(name.Name));

    /// <summary>Reports a name that stands for null elsewhere.</summary>
    private Typed Nothing(IdentExpr e, CelType comparedWith)
    {
        if (TypeRules.AreComparable(CelType.Null, comparedWith))
            Report(e, $"'{e.Name}' is written 'null'", "null");
        else
            Report(e, $"there is no '{e.Name}' here, and {Mismatch(comparedWith, CelType.Null)}");
        return new(Fails(CelErrorKind.Undeclared, $"there is no '{e.Name}' here"), CelType.Dyn);
    }

    // Asked with the field itself as there: it is optional where it is reported without.
    private bool MayBeAbsent(Expr e)
    {
        var count = _diagnostics.Count;
        Check(e);
        var isReported = _diagnostics.Count > count;
        _diagnostics.RemoveRange(count, _diagnostics.Count - count);
        return isReported;
    }

    /// <summary>What a method is called on, in parentheses where they are needed.</summary>
    private string Receiver(Expr e) => e is BinaryExpr or LogicalExpr or ConditionalExpr or UnaryExpr or LiteralExpr { Value.Kind: CelKind.Int or CelKind.Double } ? $"({Source(e)})" : Source(e);
}
