using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reactor.Rules.Tests.Loading.Schemas;

/// <summary>Random documents that a schema takes, and the same with one thing changed.</summary>
internal sealed class SchemaDocuments(JsonObject schema, Random random)
{
    private const int Deep = 7;

    private static readonly string[] s_texts = ["web 1", "x", "true", "17", "a: b", "{{ vm.name }}", "# no comment", "straße", ""];

    private readonly JsonObject _defs = schema["$defs"]!.AsObject();

    public JsonNode? Make() => Make(schema, 0);

    /// <summary>Changes one place of a document.</summary>
    public void Change(JsonNode document)
    {
        var places = Places(document).ToList();
        var place = places[random.Next(places.Count)];
        if (place is JsonArray list)
        {
            if (list.Count > 0 && random.Next(2) == 0)
                list[random.Next(list.Count)] = Anything();
            else
                list.Add(Anything());
            return;
        }

        var map = place.AsObject();
        string? key = map.Count > 0 ? map.ElementAt(random.Next(map.Count)).Key : null;
        switch (random.Next(4))
        {
            case 0 when key is not null:
                map.Remove(key);
                break;
            case 1 when key is not null:
                map[key] = Anything();
                break;
            case 2:
                map[AnyKey()] = key is null ? Anything() : map[key]?.DeepClone();
                break;
            default:
                map["nonsense"] = Anything();
                break;
        }
    }

    private static IEnumerable<JsonNode> Places(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(m => Places(m.Value)).Prepend(map),
        JsonArray list => list.SelectMany(Places).Prepend(list),
        _ => [],
    };

    private JsonNode? Anything() => random.Next(8) switch
    {
        0 => null,
        1 => 5,
        2 => 2.5,
        3 => true,
        4 => "text",
        5 => new JsonArray("text"),
        6 => new JsonObject { ["event"] = "STOP" },
        _ => new JsonArray(),
    };

    private string AnyKey()
    {
        var keys = _defs.SelectMany(d => d.Value!["properties"]?.AsObject().Select(p => p.Key) ?? []).ToList();
        return keys[random.Next(keys.Count)];
    }

    private JsonNode? Make(JsonObject schema, int depth)
    {
        if (schema["$ref"] is { } reference)
            return Make(_defs[reference.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), depth);
        if (schema["const"] is { } constant)
            return constant.DeepClone();
        if (schema["enum"] is JsonArray words)
            return words[random.Next(words.Count)]!.DeepClone();
        if (schema["anyOf"] is JsonArray choices)
            return Make(choices[random.Next(choices.Count)]!.AsObject(), depth);
        var type = schema["type"] is JsonArray types ? types[random.Next(10) == 0 ? random.Next(types.Count) : 0] : schema["type"];
        return type?.GetValue<string>() switch
        {
            null => Anything() ?? new JsonObject(),
            "object" when schema["properties"] is JsonObject properties => Map(schema, properties, depth),
            "object" => Names(schema, depth),
            "array" => List(schema, depth),
            "integer" => random.Next(schema["minimum"]!.GetValue<int>(), schema["maximum"]!.GetValue<int>()),
            "number" => random.Next(schema["maximum"]?.GetValue<int>() + 1 ?? 100),
            "boolean" => random.Next(2) == 0,
            _ => Text(schema),
        };
    }

    private JsonArray List(JsonObject schema, int depth)
    {
        int least = schema["minItems"]?.GetValue<int>() ?? 0;
        int count = depth > Deep ? least : Math.Min(least + random.Next(3), schema["maxItems"]?.GetValue<int>() ?? int.MaxValue);
        return new JsonArray([.. Enumerable.Range(0, count).Select(_ => Make(schema["items"]!.AsObject(), depth + 1))]);
    }

    private JsonObject Names(JsonObject schema, int depth)
    {
        var map = new JsonObject();
        int count = depth > Deep ? 0 : random.Next(3);
        for (int i = 0; i < count && schema["additionalProperties"] is JsonObject item; i++)
            map["n" + i] = Make(item, depth + 1);
        return map;
    }

    private JsonObject Map(JsonObject schema, JsonObject properties, int depth)
    {
        var keys = Keys(schema, properties, depth);
        return new JsonObject(properties.Where(p => keys.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, Make(p.Value!.AsObject(), depth + 1))));
    }

    private HashSet<string> Keys(JsonObject schema, JsonObject properties, int depth)
    {
        for (int attempt = 0; attempt < 1_000; attempt++)
        {
            var keys = Strings(schema["required"]).ToHashSet();
            if (schema["oneOf"] is JsonArray forms)
                keys.UnionWith(Strings(forms[random.Next(forms.Count)]!["required"]));
            for (int more = depth > Deep || attempt > 500 ? 0 : random.Next(4); more > 0; more--)
                keys.Add(properties.ElementAt(random.Next(properties.Count)).Key);
            foreach (string key in keys.ToList())
                keys.UnionWith(Strings(schema["dependentRequired"]?[key]));
            if (Holds(schema, keys))
                return keys;
        }

        throw new InvalidOperationException($"No keys were found that go together: {schema["properties"]}");
    }

    private static bool Holds(JsonObject schema, HashSet<string> keys)
    {
        bool Has(JsonNode? requires) => Strings(requires!["required"]).All(keys.Contains);
        return (schema["oneOf"] is not JsonArray one || one.Count(Has) == 1)
            && (schema["not"]?["anyOf"] is not JsonArray not || !not.Any(Has))
            && (schema["dependentRequired"] is not JsonObject needs || needs.All(n => !keys.Contains(n.Key) || Strings(n.Value).All(keys.Contains)))
            && (schema["dependentSchemas"] is not JsonObject beside || beside.All(b => !keys.Contains(b.Key) || b.Value!["anyOf"]!.AsArray().Any(Has)));
    }

    private static IEnumerable<string> Strings(JsonNode? list) => list?.AsArray().Select(n => n!.GetValue<string>()) ?? [];

    private string Text(JsonObject schema)
    {
        if (schema["examples"] is JsonArray examples)
            return examples[random.Next(examples.Count)]!.GetValue<string>();
        string pattern = schema["pattern"]?.GetValue<string>() ?? "";
        var texts = s_texts.Where(t => Regex.IsMatch(t, pattern)).ToList();
        return texts[random.Next(texts.Count)];
    }
}
