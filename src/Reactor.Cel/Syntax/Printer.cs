using System.Globalization;
using System.Text;

namespace Reactor.Cel.Syntax;

/// <summary>Writes an expression in one spelling, with no more parentheses than it needs.</summary>
/// <param name="renames">Whether comprehension variables get names by their place: for telling equal expressions.</param>
internal sealed class Printer(bool renames)
{
    private const int Primary = 8;

    private readonly StringBuilder _text = new();
    private readonly Dictionary<Local, string> _names = [];

    /// <summary>The expression as a text that parses to it again.</summary>
    public static string Print(Expr expr) => new Printer(renames: false).Write(expr, 0).ToString();

    /// <summary>The form in which equal expressions are equal texts.</summary>
    public static string Canonical(Expr expr) => new Printer(renames: true).Write(expr, 0).ToString();

    public override string ToString() => _text.ToString();

    private static int Level(Expr expr) => expr switch
    {
        ConditionalExpr => 0,
        LogicalExpr e => e.IsAnd ? 2 : 1,
        BinaryExpr e => e.Operator switch
        {
            <= BinaryOperator.In => 3,
            BinaryOperator.Add or BinaryOperator.Subtract => 4,
            _ => 5,
        },
        UnaryExpr => 6,
        LiteralExpr { Value: var v } when v.IsNegative || (v.Kind == CelKind.Double && double.IsNegative(v.AsDouble)) => 6,
        _ => Primary,
    };

    private Printer Write(Expr expr, int level)
    {
        if (Level(expr) >= level)
            return WriteBare(expr);
        Add("(");
        return WriteBare(expr).Add(")");
    }

    private Printer WriteBare(Expr expr)
    {
        switch (expr)
        {
            case LiteralExpr e:
                return Add(Literal(e.Value));
            case TypeExpr e:
                return Add(e.Value.AsTypeName);
            case VariableExpr e:
                return Add(e.Name);
            case IdentExpr e:
                return Add(e.IsAbsolute ? "." : "").Add(e.Name);
            case LocalExpr e:
                return Add(NameOf(e.Local));
            case SelectExpr e:
                return Write(e.Target, Primary).Field(e.Field);
            case IndexExpr { Index: LiteralExpr { Value.Kind: CelKind.String } key } e when renames:
                return Write(e.Target, Primary).Field(key.Value.AsString);
            case IndexExpr e:
                return Write(e.Target, Primary).Add("[").Write(e.Index, 0).Add("]");
            case UnaryExpr e:
                return Add(e.Operator == UnaryOperator.Not ? "!" : "-").Write(e.Operand, IsNumber(e.Operand) ? Primary + 1 : 6);
            case BinaryExpr e:
                return Write(e.Left, Level(e)).Add($" {Operators.Symbol(e.Operator)} ").Write(e.Right, Level(e) + 1);
            case LogicalExpr e:
                return Join(e.Operands, e.IsAnd ? " && " : " || ", Level(e) + 1);
            case ConditionalExpr e:
                return Write(e.Condition, 1).Add(" ? ").Write(e.WhenTrue, 1).Add(" : ").Write(e.WhenFalse, 0);
            case HasExpr e:
                return Add("has(").Write(e.Operand, 0).Add(")");
            case ListExpr e:
                return Add("[").Join(e.Items, ", ", 0).Add("]");
            case MapExpr e:
                return Map(e);
            case CallExpr e:
                if (e.Target is not null)
                    Write(e.Target, Primary).Add(".");
                return Add(e.IsAbsolute && e.Target is null ? "." : "").Add(e.Name).Add("(").Join(e.Arguments, ", ", 0).Add(")");
            case ComprehensionExpr e:
                return Comprehension(e);
            default:
                throw new InvalidOperationException($"No such expression: {expr.GetType().Name}.");
        }
    }

    // -(1) negates a literal, -1 is one.
    private static bool IsNumber(Expr expr) => expr is LiteralExpr { Value.Kind: CelKind.Int or CelKind.Double };

    private Printer Map(MapExpr e)
    {
        Add("{");
        for (var i = 0; i < e.Entries.Count; i++)
            Add(i == 0 ? "" : ", ").Write(e.Entries[i].Key, 0).Add(": ").Write(e.Entries[i].Value, 0);
        return Add("}");
    }

    private Printer Comprehension(ComprehensionExpr e)
    {
        Write(e.Range, Primary).Add(".").Add(NameOf(e)).Add("(").Add(NameOf(e.First));
        if (e.Second is not null)
            Add(", ").Add(NameOf(e.Second));
        if (e.Filter is not null)
            Add(", ").Write(e.Filter, 0);
        return Add(", ").Write(e.Body, 0).Add(")");
    }

    private static string NameOf(ComprehensionExpr e) => e.Kind switch
    {
        ComprehensionKind.All => "all",
        ComprehensionKind.Exists => "exists",
        ComprehensionKind.ExistsOne => "existsOne",
        ComprehensionKind.Filter => "filter",
        ComprehensionKind.Map => e.Second is null ? "map" : "transformList",
        ComprehensionKind.TransformMap => "transformMap",
        _ => "transformMapEntry",
    };

    private string NameOf(Local local)
    {
        if (!renames)
            return local.Name;
        if (!_names.TryGetValue(local, out var name))
            _names[local] = name = $"${_names.Count}";
        return name;
    }

    private Printer Field(string field) =>
        Names.IsSelector(field) || !Names.IsQuotable(field) ? Add(Names.Access(field)) : Add($".`{field}`");

    private Printer Join(IReadOnlyList<Expr> all, string separator, int level)
    {
        for (var i = 0; i < all.Count; i++)
            Add(i == 0 ? "" : separator).Write(all[i], level);
        return this;
    }

    private Printer Add(string text)
    {
        _text.Append(text);
        return this;
    }

    private static string Literal(in CelValue value) => value.Kind switch
    {
        CelKind.String => TextLiteral.Quote(value.AsString),
        CelKind.Uint => value + "u",
        CelKind.Double => Double(value.AsDouble),
        _ => value.ToString(),
    };

    private static string Double(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('E', StringComparison.Ordinal) ? text : text + ".0";
    }
}
