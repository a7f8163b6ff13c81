using System.Numerics;
using System.Text.Json.Nodes;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>
/// Test data against QEMU's schema: a member that no QEMU sends, or one of another type, would test what never happens. Scalars take the type
/// of their member.
/// </summary>
internal sealed class EventDataCheck(DiagnosticBag diagnostics)
{
    // The oldest QEMU that is supported: a member that is younger may be missing.
    private static readonly Version s_oldest = new(4, 0);

    /// <summary>The data as JSON; what is wrong with it is reported.</summary>
    /// <param name="data">As written; null for none.</param>
    /// <param name="schema">The event's.</param>
    /// <param name="place">Where the event is named.</param>
    public JsonObject Check(YNode? data, EventSchema schema, Place place)
    {
        if (data is not null and not YMap)
        {
            if (data is not YBroken)
                Wrong(data.Place, DiagnosticCodes.WrongType, $"the data of {schema.Name} is a map, not {data.Kind}");
            return [];
        }

        return Object((YMap?)data, schema.Fields, null, $"the data of {schema.Name}", data?.Place ?? place);
    }

    private JsonObject Object(YMap? map, IReadOnlyList<EventField> fields, EventBranches? branches, string what, Place place)
    {
        if (branches is not null && map?.Find(branches.Tag)?.Value is YScalar tag && branches.Variants.TryGetValue(tag.Value, out var more))
            fields = [.. fields, .. more];
        var result = new JsonObject();
        foreach (var entry in map?.Entries ?? [])
        {
            if (fields.FirstOrDefault(f => f.Name == entry.Name) is { } field)
                result[entry.Name] = Value(entry.Value, field, what);
            else
                Wrong(entry.Key.Place, DiagnosticCodes.UnknownKey, $"{what} has no member {Shown.Word(entry.Name)}", Advice(entry.Name, fields));
        }

        foreach (var field in fields.Where(f => !f.Optional && !IsYoung(f) && map?.Find(f.Name) is null))
            Wrong(place, DiagnosticCodes.MissingKey, $"{what} needs the member {field.Name}: {Expected(field)}");
        return result;
    }

    private JsonNode? Value(YNode node, EventField field, string what)
    {
        if (field.Fields.Count > 0 || field.Branches is not null)
        {
            if (node is YMap map)
                return Object(map, field.Fields, field.Branches, $"{field.Name} of {what}", map.Place);
            return Refuse(node, field, what);
        }

        if (node is YBroken)
            return null;
        if (field.Type is "any" || field.Type.StartsWith('['))
            return YamlJson.Of(node, diagnostics);
        return node is YScalar { Core: not CoreKind.Null } scalar ? Scalar(scalar, field, what) : Refuse(node, field, what);
    }

    private JsonNode? Scalar(YScalar scalar, EventField field, string what)
    {
        if (field.Values.Count > 0)
            return field.Values.Contains(scalar.Value) ? JsonValue.Create(scalar.Value) : Refuse(scalar, field, what, Nearest.Suggest(scalar.Value, field.Values));
        if (Bounds(field.Type) is var (low, high))
            return !scalar.Quoted && CoreSchema.TryInteger(scalar.Value, out var number) && number >= low && number <= high ? YamlJson.Number(number) : Refuse(scalar, field, what);
        return field.Type switch
        {
            "bool" => scalar.Core == CoreKind.Bool ? YamlJson.Of(scalar, diagnostics) : Refuse(scalar, field, what),
            "number" => scalar.Core is CoreKind.Float or CoreKind.Integer ? YamlJson.Of(scalar, diagnostics) : Refuse(scalar, field, what),
            "str" => JsonValue.Create(scalar.Value),
            _ => YamlJson.Of(scalar, diagnostics),
        };
    }

    private static (BigInteger Low, BigInteger High)? Bounds(string type) => type switch
    {
        "int" or "int64" => (long.MinValue, long.MaxValue),
        "size" or "uint64" => (0, ulong.MaxValue),
        "uint32" => (0, uint.MaxValue),
        "uint16" => (0, ushort.MaxValue),
        "uint8" => (0, byte.MaxValue),
        "int32" => (int.MinValue, int.MaxValue),
        _ => null,
    };

    private static string Expected(EventField field) => field switch
    {
        { Values.Count: > 0 } => $"one of {string.Join(" | ", field.Values)}",
        { Fields.Count: > 0 } => $"a map with {string.Join(", ", field.Fields.Select(f => f.Name))}",
        _ => field.Type switch
        {
            "str" => "text",
            "bool" => "true or false",
            "size" or "uint64" or "uint32" or "uint16" or "uint8" => "a whole number, not negative",
            "int" or "int64" or "int32" => "a whole number",
            _ => field.Type,
        },
    };

    private static string? Advice(string name, IReadOnlyList<EventField> fields) =>
        Nearest.Suggest(name, fields.Select(f => f.Name)) ?? (fields.Count == 0 ? "it has no data" : $"it has {string.Join(", ", fields.Select(f => f.Name))}");

    private static bool IsYoung(EventField field) => Version.TryParse(field.Since, out var since) && since > s_oldest;

    private JsonNode? Refuse(YNode node, EventField field, string what, string? suggestion = null)
    {
        if (node is not YBroken)
            Wrong(node.Place, DiagnosticCodes.WrongType, $"{field.Name} of {what} is {Expected(field)}, not {(node is YScalar s ? $"{(s.Quoted ? "the text " : "")}{Shown.Word(s.Value)}" : node.Kind)}", suggestion);
        return null;
    }

    private void Wrong(Place place, string code, string message, string? suggestion = null) => diagnostics.Error(place, code, message, suggestion);
}
