using Reactor.Cel.Evaluation;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>Variables, fields, indexes, has().</summary>
internal sealed partial class Checker
{
    private const int MostListed = 16;

    private Typed Variable(VariableExpr e)
    {
        _slots.Add(e.Slot);
        return new(new VariableNode(e.Slot), environment.Variables[e.Slot].Type);
    }

    private Typed Undeclared(IdentExpr e)
    {
        if (IsNothing(e))
            return Nothing(e, CelType.Dyn);
        var nearest = Nearest(e.Name, KnownNames());
        if (nearest is null && environment.Functions.Names(isMethod: false).Contains(e.Name))
            Report(e, $"'{e.Name}' is a function: it takes arguments in parentheses", null);
        else if (nearest is null && Elsewhere.Call(e.Name) is (Shape.Clock, _))
            Report(e, $"there is no '{e.Name}' here: an expression sees no clock", FieldOfSomeRecord("at"));
        else
            Report(e, $"there is no '{e.Name}' here", nearest ?? FieldOfSomeRecord(e.Name));
        return new(Fails(CelErrorKind.Undeclared, $"there is no '{e.Name}' here"), CelType.Dyn);
    }

    private IEnumerable<string> KnownNames() => environment.Slots.Keys.Concat(environment.Macros.Keys).Concat(_locals.Keys.Select(l => l.Name)).Concat(Names.Keywords);

    /// <summary>"action" alone, where data has such a field.</summary>
    private string? FieldOfSomeRecord(string name)
    {
        var owners = environment.Variables.Where(v => v.Type.Kind == CelTypeKind.Record && v.Type.Fields.ContainsKey(name)).ToList();
        return owners.Count == 0 ? null : (owners.Find(v => v.Name == "data") ?? owners[0]).Name + Names.Access(name);
    }

    private Typed Select(SelectExpr e)
    {
        var target = Check(e.Target);
        return new(PathNode.Select(target.Node, e.Field), FieldType(e, target.Type, e.Target, e.Field, e.FieldStart));
    }

    private Typed Index(IndexExpr e)
    {
        var target = Check(e.Target);
        if (e.Index is LiteralExpr { Value.Kind: CelKind.String } key && target.Type.Kind != CelTypeKind.List)
        {
            _nodes++;
            var field = key.Value.AsString;
            if (target.Type.Kind == CelTypeKind.Record)
                return new(PathNode.Select(target.Node, field), FieldType(e, target.Type, e.Target, field, e.Index.Start));
        }

        var index = Check(e.Index);
        switch (target.Type.Kind)
        {
            case CelTypeKind.List:
                Require(e.Index, index.Type, CelType.Int, "a list's index");
                break;
            case CelTypeKind.Map or CelTypeKind.Record:
                Require(e.Index, index.Type, target.Type.Key!, "this map's key");
                break;
            case CelTypeKind.Dyn:
                break;
            default:
                Report(e, $"a value of type {target.Type.Name} can't be indexed");
                break;
        }

        return new(Fold(new IndexNode(target.Node, index.Node), target.Node, index.Node), target.Type.Element ?? CelType.Dyn);
    }

    private void Require(Expr e, CelType type, CelType wanted, string what)
    {
        if (!TypeRules.Fit(type, wanted))
            Report(e, $"{what} is of type {wanted.Name}, but this is of type {type.Name}");
    }

    private Typed Has(HasExpr e)
    {
        if (Hyphenated(e.Operand))
            return new(new ConstNode(CelValue.False), CelType.Bool);
        var (owner, field, fieldStart) = e.Operand switch
        {
            SelectExpr select => (select.Target, select.Field, select.FieldStart),
            IndexExpr { Index: LiteralExpr { Value.Kind: CelKind.String } key } index => (index.Target, key.Value.AsString, key.Start),
            _ => (null, "", 0),
        };
        if (owner is null)
        {
            ReportAlways(e.Start, e.End, e, "has() takes one field, such as has(data.x)");
            return new(new ConstNode(CelValue.False), CelType.Bool);
        }

        var target = Check(owner);
        FieldType(e.Operand, target.Type, owner, field, fieldStart, isTest: true);
        return new(new HasNode(target.Node, field), CelType.Bool);
    }

    /// <summary>The type of a field, after reporting what is wrong with reading it.</summary>
    private CelType FieldType(Expr e, CelType owner, Expr target, string name, int nameStart, bool isTest = false)
    {
        switch (owner.Kind)
        {
            case CelTypeKind.Dyn:
                return CelType.Dyn;
            case CelTypeKind.Map:
                if (!TypeRules.Fit(owner.Key!, CelType.String))
                    Report(e, $"this map's keys are of type {owner.Key!.Name}, so it has no field '{name}'");
                return owner.Element!;
            case CelTypeKind.Record:
                break;
            default:
                if (Elsewhere.Call(name) is (Shape.Method, "size") && owner.Kind is CelTypeKind.String or CelTypeKind.List)
                    Report(e, $"a value of type {owner.Name} has no field '{name}'", $"size({Source(target)})");
                else
                    Report(nameStart, e.End, e, $"a value of type {owner.Name} has no fields, so no '{name}'");
                return CelType.Dyn;
        }

        if (!owner.Fields.TryGetValue(name, out var field))
        {
            return owner.IsOpen ? CelType.Dyn : NoField(e, owner, target, name);
        }

        if (field.Optional && !isTest && Guards.PathOf(e) is var path && (path is null || !_present.Contains(path)))
        {
            var read = Source(e);
            Report(e, $"'{name}' of {owner.Name} may be absent: test it with has({read}) first", Guarded(read, field.Type));
        }

        return field.EffectiveType;
    }

    /// <summary>Reports a field that there isn't: what was meant, or which there are.</summary>
    /// <returns>The type of what was meant, where that is a variable: so that all that is wrong is told at once.</returns>
    private CelType NoField(Expr e, CelType owner, Expr target, string name)
    {
        var message = $"{owner.Name} has no field '{name}'";
        if (Nearest(name, owner.Fields.Keys) is { } nearest)
            Report(e, message, (Misplaced(target) ?? Source(target)) + Names.Access(nearest));
        else if (Misplaced(e) is { } variable)
        {
            Report(e, message, variable);
            return environment.Variables[environment.Slots[variable]].Type;
        }
        else
            Report(e, message, advice: Fields(owner));
        return CelType.Dyn;
    }

    /// <summary><c>event.data</c> for <c>data</c>: a variable that is written as a field of another, which has none like it.</summary>
    private string? Misplaced(Expr e) =>
        e is SelectExpr { Target: VariableExpr owner } select && environment.Slots.ContainsKey(select.Field)
        && environment.Variables[owner.Slot].Type is { Kind: CelTypeKind.Record, IsOpen: false } type && !type.Fields.ContainsKey(select.Field)
            ? select.Field : null;

    private static string Fields(CelType owner) => owner.Fields.Count switch
    {
        0 => "it has none",
        <= MostListed => $"it has {string.Join(", ", owner.Fields.Keys.Order(StringComparer.Ordinal))}",
        _ => $"it has {string.Join(", ", owner.Fields.Keys.Order(StringComparer.Ordinal).Take(MostListed))}, ...",
    };

    /// <summary>The innermost condition around a read, or the whole text that it is part of, with its guard.</summary>
    private string? Guarded(string read, CelType type)
    {
        if (_condition is not { } condition)
            return null;
        var whole = Source(condition);
        if (_isTest)
            return condition is LogicalExpr { IsAnd: false } or ConditionalExpr ? $"has({read}) && ({whole})" : $"has({read}) && {whole}";
        var otherwise = type.Kind switch
        {
            CelTypeKind.String => "\"\"",
            CelTypeKind.Int => "0",
            CelTypeKind.Uint => "0u",
            CelTypeKind.Double => "0.0",
            CelTypeKind.Bool => "false",
            _ => null,
        };
        return otherwise is null ? null : $"has({read}) ? {whole} : {otherwise}";
    }

    /// <summary>Whether an expression is true or false by its shape.</summary>
    private bool IsTest(Expr e) => e switch
    {
        BinaryExpr binary => binary.Operator <= BinaryOperator.In,
        LogicalExpr or HasExpr => true,
        UnaryExpr unary => unary.Operator == UnaryOperator.Not,
        ComprehensionExpr macro => macro.Kind is ComprehensionKind.All or ComprehensionKind.Exists or ComprehensionKind.ExistsOne,
        CallExpr call => environment.Functions.Find(call.Name, call.Target is not null) is { Length: > 0 } overloads && overloads[0].Result.Kind == CelTypeKind.Bool,
        _ => false,
    };
}
