using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Keys;

/// <summary>Reads the JSON of keys.</summary>
internal static class KeyParser
{
    public static RuleKey Parse(string json, ImmutableArray<string> labelNames)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            string? vmId = null;
            var parts = ImmutableArray.CreateBuilder<KeyValuePair<string, CelValue>>();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name == KeyPart.ReservedName)
                    vmId = member.Value.GetString();
                else
                    parts.Add(new(member.Name, Value(member.Value)));
            }

            return new(vmId, parts.ToImmutable(), labelNames);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"this is no key of a rule: {e.Message}", e);
        }
    }

    private static CelValue Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => CelValue.Null,
        JsonValueKind.True => CelValue.True,
        JsonValueKind.False => CelValue.False,
        JsonValueKind.String => CelValue.From(value.GetString()),
        JsonValueKind.Number => Number(value.GetRawText()),
        _ => throw new FormatException($"a part of a rule's key can't be {value.ValueKind}"),
    };

    private static CelValue Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed))
            return CelValue.From(signed);
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned))
            return CelValue.From(unsigned);
        return CelValue.From(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}
