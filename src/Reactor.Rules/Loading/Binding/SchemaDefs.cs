using System.Text.Json.Nodes;

namespace Reactor.Rules.Loading.Binding;

/// <summary>The named parts of one JSON Schema (its <c>$defs</c>): what several places share is described once, and what holds itself can be told at all.</summary>
internal sealed class SchemaDefs
{
    private readonly SortedDictionary<string, Definition> _definitions = new(StringComparer.Ordinal);

    /// <summary>A reference to a named part, which is described when it is first used.</summary>
    /// <param name="name">Its name, unique in the schema.</param>
    /// <param name="owner">What it describes: two owners never share a name.</param>
    /// <param name="describe">Describes it.</param>
    public JsonObject Use(string name, object owner, Func<JsonObject> describe)
    {
        if (!_definitions.TryGetValue(name, out var known))
        {
            // Known before it is described: an action holds actions.
            known = _definitions[name] = new Definition(owner);
            known.Schema = describe();
        }

        if (!Equals(known.Owner, owner))
            throw new InvalidOperationException($"Two different parts of the schema are named {name}.");
        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }

    /// <summary>All of them, by name.</summary>
    public JsonObject ToJson() => new(_definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value.Schema)));

    private sealed class Definition(object owner)
    {
        public object Owner => owner;

        public JsonObject? Schema { get; set; }
    }
}
