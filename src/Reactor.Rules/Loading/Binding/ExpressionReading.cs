using System.Diagnostics.CodeAnalysis;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A CEL expression, not compiled yet: the scalar, so that a fault in it finds its place in the file.</summary>
internal sealed class ExpressionReading : Reading<YScalar>
{
    public static ExpressionReading Instance { get; } = new();

    public override string Expected => "an expression";

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out YScalar value)
    {
        value = node as YScalar;
        if (value is null)
        {
            // `if: {w: f(a, b)}` or `if: [a] == b`: YAML took the expression for a map or a list.
            var place = LineValue.At(node.Place.Source, node.Place.Offset);
            diagnostics.Error(
                place, DiagnosticCodes.QuoteExpression, $"an expression is expected here; YAML takes this for {node.Kind}", Quoting.Expression(LineValue.Text(place)));
            return false;
        }

        if (value.Value.Trim().Length > 0)
            return true;
        value = null;
        return BadValue(node, diagnostics, "an expression is expected, and this is empty");
    }
}
