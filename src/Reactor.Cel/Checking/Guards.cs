using System.Collections.Immutable;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>Which optional fields are known to be there when an expression is true, or false. Looks at syntax alone.</summary>
internal sealed class Guards
{
    private static readonly ImmutableHashSet<string> None = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    // Each is asked for by all conditions around it, at every level twice: without this, that doubles with the depth.
    private readonly Dictionary<Expr, ImmutableHashSet<string>>[] _known = [new(ReferenceEqualityComparer.Instance), new(ReferenceEqualityComparer.Instance)];

    /// <summary>The fields that are there whenever <paramref name="expr"/> is <paramref name="outcome"/>.</summary>
    public ImmutableHashSet<string> When(Expr expr, bool outcome)
    {
        if (expr is not (LogicalExpr or ConditionalExpr))
            return Find(expr, outcome);
        var known = _known[outcome ? 1 : 0];
        if (!known.TryGetValue(expr, out var fields))
            known[expr] = fields = Find(expr, outcome);
        return fields;
    }

    private ImmutableHashSet<string> Find(Expr expr, bool outcome)
    {
        switch (expr)
        {
            case HasExpr has when outcome && PathOf(has.Operand) is { } path:
                return None.Add(path);
            case BinaryExpr { Operator: BinaryOperator.In, Left: LiteralExpr { Value.Kind: CelKind.String } key } e when outcome && PathOf(e.Right) is { } map:
                return None.Add(Member(map, key.Value.AsString));
            case UnaryExpr { Operator: UnaryOperator.Not } not:
                return When(not.Operand, !outcome);
            case LogicalExpr logical:
                return Combine(logical.Operands.Select(o => When(o, outcome)), isUnion: logical.IsAnd == outcome);
            case ConditionalExpr e:
                return Conditional(e, outcome);
            default:
                return None;
        }
    }

    /// <summary>What the other operands of a chain say about each: false decides <c>&amp;&amp;</c> on whichever side it stands, so order doesn't matter.</summary>
    public ImmutableHashSet<string>[] OfOthers(LogicalExpr logical)
    {
        var own = logical.Operands.Select(o => When(o, logical.IsAnd)).ToArray();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var path in own.SelectMany(p => p))
            counts[path] = counts.GetValueOrDefault(path) + 1;
        var all = None.Union(counts.Keys);
        var others = new ImmutableHashSet<string>[own.Length];
        for (var i = 0; i < own.Length; i++)
            others[i] = own[i].IsEmpty ? all : all.Except(own[i].Where(p => counts[p] == 1));
        return others;
    }

    /// <summary>A name for a field that is read the same way each time; null for what can't be tracked.</summary>
    public static string? PathOf(Expr expr) => expr switch
    {
        VariableExpr variable => variable.Name,
        LocalExpr local => $"{local.Local.Name}@{local.Local.Id}",
        SelectExpr select => PathOf(select.Target) is { } target ? Member(target, select.Field) : null,
        IndexExpr { Index: LiteralExpr { Value.Kind: CelKind.String } key } index => PathOf(index.Target) is { } target ? Member(target, key.Value.AsString) : null,
        _ => null,
    };

    private static string Member(string path, string field) => path + Names.Access(field);

    private ImmutableHashSet<string> Conditional(ConditionalExpr e, bool outcome)
    {
        var whenTrue = When(e.Condition, true).Union(When(e.WhenTrue, outcome));
        var whenFalse = When(e.Condition, false).Union(When(e.WhenFalse, outcome));

        // An outcome that is written out and another can't be the way it came.
        if (IsLiteral(e.WhenTrue, !outcome))
            return whenFalse;
        return IsLiteral(e.WhenFalse, !outcome) ? whenTrue : whenTrue.Intersect(whenFalse);
    }

    private static bool IsLiteral(Expr expr, bool value) => expr is LiteralExpr { Value.Kind: CelKind.Bool } literal && literal.Value.AsBool == value;

    private static ImmutableHashSet<string> Combine(IEnumerable<ImmutableHashSet<string>> sets, bool isUnion) =>
        sets.Aggregate((a, b) => isUnion ? a.Union(b) : a.Intersect(b));
}
