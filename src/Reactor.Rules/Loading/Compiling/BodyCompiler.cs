using System.Numerics;
using Reactor.Cel;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Templates;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the body that a rule writes into its template, node by node.</summary>
internal sealed class BodyCompiler(ExpressionCompiler expressions)
{
    /// <summary>The template; null when there is no body or it can't be used (then that is reported).</summary>
    public BodyTemplate? Compile(YNode? body)
    {
        if (body is null)
            return null;
        if (body.Height <= BodyTemplate.MaxDepth)
            return BodyTemplate.Of(Node(body));
        expressions.Diagnostics.Error(body.Place, DiagnosticCodes.Limit, $"a body nests at most {BodyTemplate.MaxDepth} deep");
        return null;
    }

    private BodyNode Node(YNode node) => node switch
    {
        YMap map => new BodyMap([.. map.Entries.Select(e => KeyValuePair.Create(e.Name, Node(e.Value)))]),
        YList list => new BodyList([.. list.Items.Select(Node)]),
        YScalar scalar => Leaf(scalar),
        _ => new BodyConstant(CelValue.Null),
    };

    private BodyNode Leaf(YScalar scalar)
    {
        if (scalar.Core == CoreKind.Text)
            return expressions.Template(scalar, BodyTemplate.ParseLeaf) ?? new BodyConstant(CelValue.Null);
        if (ScalarValue.TryGet(scalar, out var value, out string? problem))
            return new BodyConstant(value);
        expressions.Diagnostics.Error(scalar.Place, DiagnosticCodes.BadValue, problem, $"quote it: {Quoting.Yaml(scalar.Value)}");
        return new BodyConstant(CelValue.Null);
    }
}

/// <summary>The value of a scalar that has no type of its own: the core schema's.</summary>
internal static class ScalarValue
{
    /// <summary>The value; false, with the problem, for a number that can't be kept exactly.</summary>
    public static bool TryGet(YScalar scalar, out CelValue value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? problem)
    {
        (value, problem) = scalar.Core switch
        {
            CoreKind.Null => (CelValue.Null, null),
            CoreKind.Bool => (CelValue.From(scalar.Value is "true" or "True" or "TRUE"), null),
            CoreKind.Integer => Integer(scalar.Value),
            CoreKind.Float => Float(scalar.Value),
            _ => (CelValue.From(scalar.Value), null),
        };
        return problem is null;
    }

    private static (CelValue, string?) Integer(string text)
    {
        CoreSchema.TryInteger(text, out BigInteger number);
        if (number >= long.MinValue && number <= long.MaxValue)
            return (CelValue.From((long)number), null);
        return number >= 0 && number <= ulong.MaxValue
            ? (CelValue.From((ulong)number), null)
            : (CelValue.Null, "this number is too large for 64 bits");
    }

    private static (CelValue, string?) Float(string text)
    {
        CoreSchema.TryFloat(text, out double number);
        return double.IsFinite(number) ? (CelValue.From(number), null) : (CelValue.Null, "JSON has no such number");
    }
}
