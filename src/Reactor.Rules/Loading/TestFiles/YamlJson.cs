using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>YAML as JSON: scalars are what the core schema takes them for.</summary>
internal static class YamlJson
{
    /// <summary>How deep it may nest.</summary>
    public const int MaxDepth = 60;

    /// <summary>The JSON; a scalar that JSON can't say is reported and becomes null.</summary>
    public static JsonNode? Of(YNode node, DiagnosticBag diagnostics)
    {
        if (node.Height <= MaxDepth)
            return Convert(node, diagnostics);
        diagnostics.Error(node.Place, DiagnosticCodes.Limit, $"this nests deeper than {MaxDepth}");
        return null;
    }

    /// <summary>A whole number, digits kept.</summary>
    public static JsonNode Number(BigInteger number) => JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture))!;

    private static JsonNode? Convert(YNode node, DiagnosticBag diagnostics) => node switch
    {
        YMap map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Name, Convert(e.Value, diagnostics)))),
        YList list => new JsonArray([.. list.Items.Select(i => Convert(i, diagnostics))]),
        YScalar scalar => Scalar(scalar, diagnostics),
        _ => null,
    };

    private static JsonNode? Scalar(YScalar scalar, DiagnosticBag diagnostics)
    {
        switch (scalar.Core)
        {
            case CoreKind.Null:
                return null;
            case CoreKind.Bool:
                return JsonValue.Create(scalar.Value is "true" or "True" or "TRUE");
            case CoreKind.Integer:
                CoreSchema.TryInteger(scalar.Value, out var integer);
                return Number(integer);
            case CoreKind.Float:
                CoreSchema.TryFloat(scalar.Value, out var number);
                if (double.IsFinite(number))
                    return JsonValue.Create(number);
                diagnostics.Error(scalar.Place, DiagnosticCodes.BadValue, "JSON has no such number", $"quote it: {Quoting.Yaml(scalar.Value)}");
                return null;
            default:
                return JsonValue.Create(scalar.Value);
        }
    }
}

/// <summary>Any value, as JSON.</summary>
internal sealed class JsonReading(string expected) : Reading<JsonReading.Json>
{
    public override string Expected => expected;

    public override JsonObject Schema(SchemaDefs defs) => [];

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, out Json value)
    {
        value = new Json(YamlJson.Of(node, diagnostics), node);
        return true;
    }

    /// <summary>A value; JSON's null is null.</summary>
    internal sealed record Json(JsonNode? Value, YNode Node);
}
