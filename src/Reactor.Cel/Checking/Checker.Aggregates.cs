using System.Collections.Immutable;
using Reactor.Cel.Evaluation;
using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>Lists, maps and the macros over them.</summary>
internal sealed partial class Checker
{
    private Typed List(ListExpr e) => List(e, Check);

    private Typed List(ListExpr e, Func<Expr, Typed> check)
    {
        var nodes = new Node[e.Items.Count];
        CelType? element = null;
        for (var i = 0; i < nodes.Length; i++)
        {
            var item = check(e.Items[i]);
            nodes[i] = item.Node;
            element = element is null ? item.Type : TypeRules.Join(element, item.Type);
        }

        return new(Fold(new ListNode(nodes), nodes), CelType.ListOf(element ?? CelType.Dyn));
    }

    private Typed Map(MapExpr e)
    {
        var entries = new (Node Key, Node Value)[e.Entries.Count];
        CelType? keyType = null, valueType = null;
        for (var i = 0; i < entries.Length; i++)
        {
            var key = Check(e.Entries[i].Key);
            var value = Check(e.Entries[i].Value);
            if (key.Type.Kind is not (CelTypeKind.Bool or CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.String or CelTypeKind.Dyn))
            {
                Report(e.Entries[i].Key, $"a map's key is a bool, int, uint or string, but this is of type {key.Type.Name}");
                key = key with { Type = CelType.Dyn };
            }

            entries[i] = (key.Node, value.Node);
            keyType = keyType is null ? key.Type : TypeRules.Join(keyType, key.Type);
            valueType = valueType is null ? value.Type : TypeRules.Join(valueType, value.Type);
        }

        var node = Fold(new MapNode(entries), [.. entries.SelectMany(n => new[] { n.Key, n.Value })]);
        return new(node, CelType.MapOf(keyType ?? CelType.Dyn, valueType ?? CelType.Dyn));
    }

    private Typed Comprehension(ComprehensionExpr e)
    {
        var range = Check(e.Range);
        var (key, value) = Elements(range.Type, e);
        var first = Declare(e.First, e.Second is null && range.Type.Kind == CelTypeKind.List ? value : key);
        var second = e.Second is null ? -1 : Declare(e.Second, value);
        var before = _nodes;
        var isTest = e.Kind is ComprehensionKind.All or ComprehensionKind.Exists or ComprehensionKind.ExistsOne or ComprehensionKind.Filter;
        var none = ImmutableHashSet<string>.Empty;
        Node? filter = null;
        if (e.Filter is not null)
            filter = CheckCondition(e.Filter, none, "the condition of this macro").Node;
        var body = isTest ? CheckCondition(e.Body, none, "the condition of this macro") : CheckWith(e.Body, e.Filter is null ? none : _guards.When(e.Filter, true));
        if (e.Kind == ComprehensionKind.TransformMapEntry && !TypeRules.IsMap(body.Type) && !TypeRules.IsDyn(body.Type))
            Report(e.Body, $"transformMapEntry() wants a map such as {{k: v}}, but this is of type {body.Type.Name}");
        Forget(e.First);
        if (e.Second is not null)
            Forget(e.Second);
        var type = e.Kind switch
        {
            ComprehensionKind.Map => CelType.ListOf(body.Type),
            ComprehensionKind.Filter => CelType.ListOf(range.Type.Kind == CelTypeKind.List ? value : key),
            ComprehensionKind.TransformMap => CelType.MapOf(key, body.Type),
            ComprehensionKind.TransformMapEntry => body.Type,
            _ => CelType.Bool,
        };
        return new(new ComprehensionNode(e.Kind, range.Node, first, second, filter, body.Node, 1 + _nodes - before), type);
    }

    /// <summary>The types of a range's keys (a list's positions) and values.</summary>
    private (CelType Key, CelType Value) Elements(CelType range, ComprehensionExpr e)
    {
        switch (range.Kind)
        {
            case CelTypeKind.List:
                return (CelType.Int, range.Element!);
            case CelTypeKind.Map or CelTypeKind.Record:
                return (range.Key!, range.Element!);
            case CelTypeKind.Dyn:
                return (CelType.Dyn, CelType.Dyn);
            default:
                Report(e.Range, $"this macro goes over a list or map, but this is of type {range.Name}");
                return (CelType.Dyn, CelType.Dyn);
        }
    }

    private int Declare(Local local, CelType type)
    {
        var index = _locals.Count;
        _locals.Add(local, (index, type));
        LocalCount = Math.Max(LocalCount, _locals.Count);
        return index;
    }

    private void Forget(Local local) => _locals.Remove(local);
}
