using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Loading.Binding;

/// <summary>What the keys of a map have to do with each other. Each kind checks itself, and says itself in the schema and in the docs.</summary>
internal abstract record KeyRelation
{
    /// <summary>The same for people, in a sentence.</summary>
    public abstract string Sentence { get; }

    /// <summary>Reports where a map doesn't keep it.</summary>
    public abstract void Check(Fields fields, string what);

    /// <summary>Adds it to the schema of the map.</summary>
    public abstract void AddTo(JsonObject schema);

    protected static string List(IEnumerable<Key> keys) => string.Join(", ", keys.Select(k => $"`{k.Name}`"));

    protected static string AnyOf(IReadOnlyList<Key> keys) => keys.Count == 1 ? List(keys) : $"{List(keys.SkipLast(1))} or `{keys[^1].Name}`";

    protected static JsonObject Requires(params IEnumerable<Key> keys) => new() { ["required"] = new JsonArray([.. keys.Select(k => JsonValue.Create(k.Name))]) };

    /// <summary>Adds keys that never stand together.</summary>
    protected static void Exclude(JsonObject schema, Key one, Key other) => ListIn(MapIn(schema, "not"), "anyOf").Add((JsonNode)Requires(one, other));

    /// <summary>Adds that a key needs another.</summary>
    protected static void Require(JsonObject schema, Key key, Key needed) => ListIn(MapIn(schema, "dependentRequired"), key.Name).Add((JsonNode?)JsonValue.Create(needed.Name));

    protected static JsonObject MapIn(JsonObject schema, string name)
    {
        if (schema[name] is not JsonObject map)
            schema[name] = map = [];
        return map;
    }

    private static JsonArray ListIn(JsonObject schema, string name)
    {
        if (schema[name] is not JsonArray list)
            schema[name] = list = [];
        return list;
    }
}

/// <summary>One of some keys: exactly one, or at most one.</summary>
internal sealed record OneOfKeys(Key[] Keys, bool Required) : KeyRelation
{
    public override string Sentence => Keys.Length == 1 ? $"`{Keys[0].Name}` must be there." : $"{(Required ? "Exactly" : "At most")} one of {List(Keys)}.";

    public override void Check(Fields fields, string what)
    {
        var present = Keys.Where(fields.Has).OrderBy(k => fields.PlaceOf(k).Offset).ToList();
        if (present.Count == 0 && Required && !fields.MayStandForOthers && !Keys.Any(fields.IsMisspelled))
            fields.Diagnostics.Error(fields.Place, DiagnosticCodes.MissingKey, $"{what} needs one of {List(Keys)}");
        foreach (var more in present.Skip(1))
        {
            fields.Diagnostics.Error(
                fields.PlaceOf(more), DiagnosticCodes.ConflictingKeys, $"`{more.Name}` and `{present[0].Name}` exclude each other: {what} has one of {List(Keys)}");
        }
    }

    public override void AddTo(JsonObject schema)
    {
        if (Required)
        {
            schema["oneOf"] = new JsonArray([.. Keys.Select(k => Requires(k))]);
            return;
        }

        for (int i = 0; i < Keys.Length; i++)
            foreach (var other in Keys.Skip(i + 1))
                Exclude(schema, Keys[i], other);
    }
}

/// <summary>A key that means something only beside one of others.</summary>
internal sealed record BesideKeys(Key Key, Key[] Others, string Advice) : KeyRelation
{
    public override string Sentence => $"`{Key.Name}` only beside {AnyOf(Others)}.";

    public override void Check(Fields fields, string what)
    {
        if (fields.Has(Key) && !Others.Any(fields.Has))
            fields.Diagnostics.Error(fields.PlaceOf(Key), DiagnosticCodes.ConflictingKeys, $"`{Key.Name}` means something only beside {List(Others)}", Advice);
    }

    public override void AddTo(JsonObject schema)
    {
        if (Others is [var one])
            Require(schema, Key, one);
        else
            MapIn(schema, "dependentSchemas")[Key.Name] = new JsonObject { ["anyOf"] = new JsonArray([.. Others.Select(o => Requires(o))]) };
    }
}

/// <summary>Keys that can't do without another.</summary>
internal sealed record NeedsKey(Key[] Keys, Key Needed, string Example) : KeyRelation
{
    public override string Sentence => Keys.Length == 1 ? $"{List(Keys)} needs `{Needed.Name}`." : $"Each of {List(Keys)} needs `{Needed.Name}`.";

    public override void Check(Fields fields, string what)
    {
        if (Keys.FirstOrDefault(fields.Has) is { } key && !fields.Has(Needed) && !fields.IsMisspelled(Needed))
            fields.Diagnostics.Error(fields.PlaceOf(key), DiagnosticCodes.MissingKey, $"`{key.Name}` needs `{Needed.Name}`", $"such as {Example}");
    }

    public override void AddTo(JsonObject schema)
    {
        foreach (var key in Keys)
            Require(schema, key, Needed);
    }
}

/// <summary>Keys that don't go with others.</summary>
internal sealed record ExcludesKeys(Key[] Keys, Key[] Others, string Advice) : KeyRelation
{
    public override string Sentence => $"{List(Keys)} not beside {AnyOf(Others)}.";

    public override void Check(Fields fields, string what)
    {
        if (Others.FirstOrDefault(fields.Has) is not { } other)
            return;
        foreach (var key in Keys.Where(fields.Has))
            fields.Diagnostics.Error(fields.PlaceOf(key), DiagnosticCodes.ConflictingKeys, $"`{key.Name}` doesn't go with `{other.Name}`", Advice);
    }

    public override void AddTo(JsonObject schema)
    {
        foreach (var key in Keys)
            foreach (var other in Others)
                Exclude(schema, key, other);
    }
}
