using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A CEL expression, not compiled yet: the scalar, so that a fault in it finds its place in the file.</summary>
internal sealed class ExpressionReading : Reading<YScalar>
{
    private static readonly ScalarForm s_form = ScalarForm.Filled with { Definition = "expression", Summary = "A CEL expression, in quotes", Examples = ["vm.name == \"db1\""] };

    public static ExpressionReading Instance { get; } = new();

    public override string Expected => "an expression";

    public override JsonObject Schema(SchemaDefs defs) =>
        s_form.Schema(defs);

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

        // A key without a value, in each of its spellings: CEL's own null is written in quotes, as every expression is.
        if (value.Core != CoreKind.Null && value.Value.Trim().Length > 0)
            return true;
        bool named = value.Value.Length > 0 && value.Core == CoreKind.Null;
        value = null;
        return BadValue(node, diagnostics, "an expression is expected, and this is empty", named ? "CEL's null is written 'null'" : null);
    }
}
