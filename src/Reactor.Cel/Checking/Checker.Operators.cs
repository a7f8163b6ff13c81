using System.Collections.Immutable;
using System.Globalization;
using Reactor.Cel.Evaluation;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>Operators.</summary>
internal sealed partial class Checker
{
    private const int IndexThreshold = 8;

    private Typed Unary(UnaryExpr e)
    {
        if (e.Operator == UnaryOperator.Not)
        {
            var condition = CheckCondition(e.Operand, ImmutableHashSet<string>.Empty, "what ! turns round");
            return new(Fold(new NotNode(condition.Node), condition.Node), CelType.Bool);
        }

        var operand = Check(e.Operand);
        if (operand.Type.Kind is not (CelTypeKind.Int or CelTypeKind.Double or CelTypeKind.Dyn))
        {
            Report(e, $"- needs an int or double, but this is of type {operand.Type.Name}");
            return new(new NegateNode(operand.Node), CelType.Dyn);
        }

        return new(Fold(new NegateNode(operand.Node), operand.Node), operand.Type);
    }

    private Typed Logical(LogicalExpr e)
    {
        var guards = _guards.OfOthers(e);
        var nodes = new Node[e.Operands.Count];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = CheckCondition(e.Operands[i], guards[i], e.IsAnd ? "each side of &&" : "each side of ||").Node;
        return new(Fold(new LogicalNode(e.IsAnd, nodes), nodes), CelType.Bool);
    }

    private Typed Conditional(ConditionalExpr e)
    {
        var condition = CheckCondition(e.Condition, ImmutableHashSet<string>.Empty, "what stands before ?");
        var whenTrue = CheckWith(e.WhenTrue, _guards.When(e.Condition, true));
        var whenFalse = CheckWith(e.WhenFalse, _guards.When(e.Condition, false));
        if (!TypeRules.AreComparable(whenTrue.Type, whenFalse.Type))
        {
            Report(e.WhenTrue.Start, e.WhenFalse.End, e, $"both outcomes of ? : must be of one type, but these are {whenTrue.Type.Name} and {whenFalse.Type.Name}");
            return new(new ConditionalNode(condition.Node, whenTrue.Node, whenFalse.Node), CelType.Dyn);
        }

        var node = new ConditionalNode(condition.Node, whenTrue.Node, whenFalse.Node);
        return new(Fold(node, condition.Node, whenTrue.Node, whenFalse.Node), TypeRules.Join(whenTrue.Type, whenFalse.Type));
    }

    private Typed Binary(BinaryExpr e)
    {
        if (e.Operator == BinaryOperator.Subtract && Hyphenated(e))
            return new(Fails(CelErrorKind.Undeclared, "a field's name was taken for a subtraction"), CelType.Dyn);
        if (WithNothing(e) is { } compared)
            return compared;
        var (left, right) = e.Operator <= BinaryOperator.In ? Compared(e) : (Check(e.Left), Check(e.Right));
        switch (e.Operator)
        {
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                return Equality(e, left, right);
            case BinaryOperator.In:
                return In(e, left, right);
            case BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual:
                return Order(e, left, right);
            default:
                if (ArithmeticTypes.ResultOf(e.Operator, left.Type, right.Type) is not { } type)
                {
                    Report(e, $"{Operators.Symbol(e.Operator)} is not defined for {left.Type.Name} and {right.Type.Name}", Converted(e, left.Type, right.Type));
                    type = CelType.Dyn;
                }

                return new(Fold(new ArithmeticNode(e.Operator, left.Node, right.Node), left.Node, right.Node), type);
        }
    }

    private Typed Equality(BinaryExpr e, Typed left, Typed right)
    {
        var isNegated = e.Operator == BinaryOperator.NotEqual;
        if (!TypeRules.AreComparable(left.Type, right.Type))
            Report(e, Mismatch(left.Type, right.Type), Converted(e, left.Type, right.Type));
        CheckValue(left.Type, e.Right);
        CheckValue(right.Type, e.Left);
        Node node = (left.Node, right.Node) switch
        {
            (ConstNode { Value.Kind: CelKind.String } text, not ConstNode) => IsText(right.Node, text.Value.AsString, isNegated),
            (not ConstNode, ConstNode { Value.Kind: CelKind.String } text) => IsText(left.Node, text.Value.AsString, isNegated),
            (not ConstNode, ConstNode { Value.Kind: CelKind.Int } number) => new EqualIntNode(left.Node, number.Value, isNegated),
            (ConstNode { Value.Kind: CelKind.Int } number, not ConstNode) => new EqualIntNode(right.Node, number.Value, isNegated),
            _ => new EqualNode(left.Node, right.Node, isNegated),
        };
        return new(Fold(node, left.Node, right.Node), CelType.Bool);
    }

    private static Node IsText(Node node, string text, bool isNegated) =>
        node is PathNode path ? new PathIsTextNode(path, text, isNegated) : new EqualTextNode(node, text, isNegated);

    private Typed Order(BinaryExpr e, Typed left, Typed right)
    {
        if (!TypeRules.Fit(left.Type, right.Type) || !IsOrdered(left.Type) || !IsOrdered(right.Type))
        {
            var message = TypeRules.Fit(left.Type, right.Type) ? $"values of type {left.Type.Name} have no order" : Mismatch(left.Type, right.Type);
            Report(e, message, Converted(e, left.Type, right.Type));
        }

        var test = e.Operator switch
        {
            BinaryOperator.Less => OrderNode.Test.Less,
            BinaryOperator.LessOrEqual => OrderNode.Test.LessOrEqual,
            BinaryOperator.Greater => OrderNode.Test.Greater,
            _ => OrderNode.Test.GreaterOrEqual,
        };
        return new(Fold(new OrderNode(left.Node, right.Node, test), left.Node, right.Node), CelType.Bool);
    }

    private static bool IsOrdered(CelType type) => type.Kind is not (CelTypeKind.Null or CelTypeKind.Type or CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Record);

    private Typed In(BinaryExpr e, Typed item, Typed container)
    {
        switch (container.Type.Kind)
        {
            case CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Record:
                var wanted = container.Type.Kind == CelTypeKind.List ? container.Type.Element! : container.Type.Key!;
                if (!TypeRules.AreComparable(item.Type, wanted))
                    Report(e, $"this looks for {item.Type.Name} among {wanted.Name}, which never finds any", null);
                CheckValue(wanted, e.Left);
                CheckKey(container.Type, e.Left);
                if (e.Right is ListExpr list)
                {
                    foreach (var value in list.Items)
                        CheckValue(item.Type, value);
                }

                break;
            case CelTypeKind.Dyn:
                break;
            default:
                Report(e.Right, $"what stands after 'in' must be a list or map, but this is of type {container.Type.Name}", container.Type.Kind == CelTypeKind.String ? $"{Source(e.Right)}.contains({Source(e.Left)})" : null);
                break;
        }

        var node = container.Node is ConstNode { Value.Kind: CelKind.List } all && all.Value.AsList.Count > IndexThreshold
            ? new InIndexNode(item.Node, IndexedCelList.Of(all.Value.AsList))
            : (Node)new InNode(item.Node, container.Node);
        return new(Fold(node, item.Node, container.Node), CelType.Bool);
    }

    private static string Mismatch(CelType left, CelType right)
    {
        if (left.Kind == CelTypeKind.Null || right.Kind == CelTypeKind.Null)
            return $"a value of type {(left.Kind == CelTypeKind.Null ? right : left).Name} is never null";
        return $"{left.Name} and {right.Name} are compared, which are different types";
    }

    /// <summary>A string that is compared with an enum must be one of its values.</summary>
    private void CheckValue(CelType type, Expr value)
    {
        if (type.Values is not { } values || value is not LiteralExpr { Value.Kind: CelKind.String } literal || values.Contains(literal.Value.AsString))
            return;
        var wrong = literal.Value.AsString;
        var nearest = Nearest(wrong, values);
        var shown = values.Count <= 12 ? string.Join(", ", values) : string.Join(", ", values.Take(12)) + ", ...";
        Report(value, $"'{wrong}' is none of the values that this can have: {shown}", nearest is null ? null : TextLiteral.Quote(nearest));
    }

    /// <summary>What is looked for in a closed record must be a field of it.</summary>
    private void CheckKey(CelType type, Expr key)
    {
        if (type.Kind != CelTypeKind.Record || type.IsOpen || key is not LiteralExpr { Value.Kind: CelKind.String } literal || type.Fields.ContainsKey(literal.Value.AsString))
            return;
        var nearest = Nearest(literal.Value.AsString, type.Fields.Keys);
        Report(key, $"{type.Name} has no field '{literal.Value.AsString}'", nearest is null ? null : TextLiteral.Quote(nearest), Fields(type));
    }

    /// <summary>A comparison or sum of two types with one literal written as the other type.</summary>
    private string? Converted(BinaryExpr e, CelType left, CelType right)
    {
        if (Literal(e.Right, left) is { } asLeft)
            return $"{Source(e.Left)} {Operators.Symbol(e.Operator)} {asLeft}";
        if (Literal(e.Left, right) is { } asRight)
            return $"{asRight} {Operators.Symbol(e.Operator)} {Source(e.Right)}";
        var text = (left.Kind, right.Kind) switch
        {
            (CelTypeKind.String, _) when e.Operator == BinaryOperator.Add && TypeRules.IsNumber(right) => ($"{Source(e.Left)}", $"string({Source(e.Right)})"),
            (_, CelTypeKind.String) when e.Operator == BinaryOperator.Add && TypeRules.IsNumber(left) => ($"string({Source(e.Left)})", $"{Source(e.Right)}"),
            (CelTypeKind.Double, CelTypeKind.Int or CelTypeKind.Uint) => (Source(e.Left), $"double({Source(e.Right)})"),
            (CelTypeKind.Int or CelTypeKind.Uint, CelTypeKind.Double) => ($"double({Source(e.Left)})", Source(e.Right)),
            (CelTypeKind.Int, CelTypeKind.Uint) => (Source(e.Left), $"int({Source(e.Right)})"),
            (CelTypeKind.Uint, CelTypeKind.Int) => ($"int({Source(e.Left)})", Source(e.Right)),
            _ => (null, null),
        };
        return text.Item1 is null ? null : $"{text.Item1} {Operators.Symbol(e.Operator)} {text.Item2}";
    }

    private static string? Literal(Expr expr, CelType wanted)
    {
        if (expr is not LiteralExpr { Value: var value })
            return null;
        var text = value.ToString();
        return (wanted.Kind, value.Kind) switch
        {
            (CelTypeKind.Int, CelKind.String) when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => text,
            (CelTypeKind.Duration or CelTypeKind.Timestamp, CelKind.String) => $"{wanted.Name}({TextLiteral.Quote(text)})",
            (CelTypeKind.Bool, CelKind.String) when text is "true" or "false" => text,
            (CelTypeKind.Bool, CelKind.Int) when text is "0" or "1" => text == "1" ? "true" : "false",
            (CelTypeKind.Double, CelKind.Int) => text + ".0",
            (CelTypeKind.Uint, CelKind.Int) when value.AsInt >= 0 => text + "u",
            (CelTypeKind.Int, CelKind.Uint) => text,
            (CelTypeKind.Int, CelKind.Double) when value.AsDouble == Math.Floor(value.AsDouble) => text,
            (CelTypeKind.String, CelKind.Int or CelKind.Bool or CelKind.Double) => TextLiteral.Quote(text),
            _ => null,
        };
    }
}
