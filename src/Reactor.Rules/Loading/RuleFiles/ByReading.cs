using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>A key: a list of expressions, or a map of names and expressions whose names become labels.</summary>
internal sealed partial class ByReading : Reading<BySyntax>
{
    public const int MaxEntries = 8;

    private static readonly Reading<string> s_name = Scalars.Word("a label's name");

    public static ByReading Instance { get; } = new();

    public override string Expected => "a list of expressions or a map of names and expressions";

    public override JsonObject Schema(SchemaDefs defs) => defs.Use("by", this, () => new JsonObject
    {
        ["description"] = "Expressions, as a list or with names",
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "array", ["items"] = ExpressionReading.Instance.Schema(defs), ["maxItems"] = MaxEntries },
            new JsonObject
            {
                ["type"] = "object",
                ["propertyNames"] = new JsonObject { ["allOf"] = new JsonArray(s_name.Schema(defs), new JsonObject { ["not"] = new JsonObject { ["const"] = KeyPart.ReservedName } }) },
                ["additionalProperties"] = ExpressionReading.Instance.Schema(defs),
                ["maxProperties"] = MaxEntries,
            }),
    });

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out BySyntax value)
    {
        value = null;
        var entries = node switch
        {
            YList list => list.Items.Select(i => ((YScalar?)null, i)),
            YMap map => map.Entries.Where(e => IsName(e.Key, diagnostics)).Select(e => ((YScalar?)e.Key, e.Value)),
            _ => null,
        };
        if (entries is null)
            return WrongType(node, diagnostics, node is YScalar { Core: not CoreKind.Null } s ? $"write [{Quoting.Yaml(Meant(s.Value))}]" : null);

        var read = ImmutableArray.CreateBuilder<(YScalar?, YScalar)>();
        foreach (var (name, entry) in entries)
            if (ExpressionReading.Instance.TryRead(entry, diagnostics, out var expression))
                read.Add((name, expression));
        if (read.Count > MaxEntries)
            return BadValue(node, diagnostics, $"a key has at most {MaxEntries} entries, and this one {read.Count}");
        value = new BySyntax(node.Place, read.ToImmutable());
        return true;
    }

    // data.node-name is a subtraction in CEL, and here the field of that name is meant.
    private static string Meant(string expression) => HyphenatedField().Replace(expression, "$1[\"$2\"]");

    [GeneratedRegex(@"^([A-Za-z_][\w.]*)\.(\w+(?:-\w+)+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex HyphenatedField();

    private static bool IsName(YScalar key, DiagnosticBag diagnostics)
    {
        if (key.Value == KeyPart.ReservedName)
            return BadValue(key, diagnostics, $"`{KeyPart.ReservedName}` is in every key already");
        return s_name.TryRead(key, diagnostics, out _);
    }
}
