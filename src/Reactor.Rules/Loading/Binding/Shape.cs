using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>
/// The keys that a map of the language may have: those of this version, and those that the language names and this version
/// doesn't have; and what they have to do with each other. Filled once, when the class that holds it is initialised.
/// </summary>
/// <param name="what">What the map is, for messages: <c>a rule</c>.</param>
internal sealed class Shape(string what)
{
    private readonly List<Key> _keys = [];
    private readonly List<string> _missing = [];
    private readonly List<KeyRelation> _relations = [];
    private readonly Dictionary<string, string> _elsewhere = new(StringComparer.Ordinal);
    private Func<string, string>? _alone;
    private string? _ofList;

    /// <summary>What the map is: <c>a rule</c>.</summary>
    public string What => what;

    /// <summary>The keys of this version.</summary>
    public IReadOnlyList<Key> Keys => _keys;

    /// <summary>The keys that this version doesn't have yet.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>What the keys have to do with each other.</summary>
    public IReadOnlyList<KeyRelation> Relations => _relations;

    /// <summary>Its name in the schema and the docs: <c>rule</c>.</summary>
    public string Name => string.Join('-', what.Replace("`", "", StringComparison.Ordinal).Split(' ').SkipWhile(w => w is "a" or "an" or "the"));

    /// <summary>Declares a key that must be there.</summary>
    public Key<T> Required<T>(string name, Reading<T> reading, string doc) => Add(new Key<T>(name, true, doc, reading));

    /// <summary>Declares a key that may be left out.</summary>
    public Key<T> Optional<T>(string name, Reading<T> reading, string doc) => Add(new Key<T>(name, false, doc, reading));

    /// <summary>Declares keys of the language that this version doesn't have.</summary>
    public Shape NotYet(params string[] names)
    {
        _missing.AddRange(names);
        return this;
    }

    /// <summary>Declares a key that people look for here, and where it belongs.</summary>
    public Shape Elsewhere(string name, string advice)
    {
        _elsewhere.Add(name, advice);
        return this;
    }

    /// <summary>Declares what a text is most likely meant as that stands in the map's place.</summary>
    /// <param name="form">The map, with <c>TEXT</c> in the text's place.</param>
    public Shape Alone(string form) => Alone(text => form.Replace("TEXT", text, StringComparison.Ordinal));

    /// <summary>The same where the map depends on the text.</summary>
    public Shape Alone(Func<string, string> form)
    {
        _alone = form;
        return this;
    }

    /// <summary>The map that such a text is most likely meant as; null where that isn't known.</summary>
    public string? Whole(string text) => _alone?.Invoke(text);

    /// <summary>How such a map begins whose name was written as a key; null where it has none, or where the key is one of its own.</summary>
    public string? Entry(string key) => _keys.Any(k => k.Required && k.Name == "name") && _keys.All(k => k.Name != key) ? $"- name: {key}" : null;

    /// <summary>Declares what to do where a list stands in the map's place.</summary>
    public Shape InPlaceOfList(string advice)
    {
        _ofList = advice;
        return this;
    }

    /// <summary>Exactly one of these keys must be there.</summary>
    public Shape OneOf(params Key[] keys) => Relate(new OneOfKeys(keys, Required: true));

    /// <summary>At most one of these keys may be there.</summary>
    public Shape AtMostOneOf(params Key[] keys) => Relate(new OneOfKeys(keys, Required: false));

    /// <summary>A key that means something only beside one of the others; the advice is what to do where none of them is there.</summary>
    public Shape Beside(Key key, Key[] others, string advice) => Relate(new BesideKeys(key, others, advice));

    /// <summary>Keys that can't do without another, with an example of it.</summary>
    public Shape Needs(Key[] keys, Key needed, string example) => Relate(new NeedsKey(keys, needed, example));

    /// <summary>Keys that don't go with the others; the advice is what to write.</summary>
    public Shape Excludes(Key[] keys, Key[] others, string advice) => Relate(new ExcludesKeys(keys, others, advice));

    /// <summary>The schema of such a map.</summary>
    public JsonObject Schema(SchemaDefs defs) => defs.Use(Name, this, () =>
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(_keys.Select(k => KeyValuePair.Create(k.Name, (JsonNode?)k.Schema(defs)))),
            ["additionalProperties"] = false,
        };
        if (_keys.Any(k => k.Required))
            schema["required"] = new JsonArray([.. _keys.Where(k => k.Required).Select(k => JsonValue.Create(k.Name))]);
        if (_relations.Count > 0)
            schema.Insert(0, "description", string.Join(' ', _relations.Select(r => r.Sentence)));
        foreach (var relation in _relations)
            relation.AddTo(schema);
        return schema;
    });

    /// <summary>Opens a map: reports keys that it can't have and required ones that it lacks. False when it is no map.</summary>
    public bool TryOpen(YNode node, DiagnosticBag diagnostics, [NotNullWhen(true)] out Fields? fields)
    {
        fields = null;
        if (node is YMap map)
        {
            var misspelled = map.Entries.Select(e => CheckKey(e.Key, diagnostics)).ToHashSet();

            // Where a form of a later version is written (`state` instead of `event`), nothing is missing: it is refused by name.
            bool later = _missing.Any(m => map.Find(m) is not null);
            foreach (var key in _keys)
                if (key.Required && !later && !misspelled.Contains(key.Name) && map.Find(key.Name) is null)
                    diagnostics.Error(map.Place, DiagnosticCodes.MissingKey, $"{what} needs the key `{key.Name}`: {key.Looks}");
            fields = new Fields(map, misspelled, later || map.Entries.Any(e => _elsewhere.ContainsKey(e.Name)), diagnostics);
            foreach (var relation in _relations)
                relation.Check(fields, what);
        }
        else if (node is not YBroken)
        {
            string? whole = node is YScalar { Core: not CoreKind.Null } scalar ? Whole(Quoting.InLine(scalar)) : null;
            diagnostics.Error(
                node.Place, DiagnosticCodes.WrongType, $"{what} is expected here, {Examples}, not {node.Kind}", whole is not null ? $"write {whole}" : node is YList ? _ofList : null);
        }

        return fields is not null;
    }

    private Shape Relate(KeyRelation relation)
    {
        _relations.Add(relation);
        return this;
    }

    private Key<T> Add<T>(Key<T> key)
    {
        _keys.Add(key);
        return key;
    }

    // Reports a key that doesn't belong; gives the one that was probably meant.
    private string? CheckKey(YScalar key, DiagnosticBag diagnostics)
    {
        if (_keys.Any(k => k.Name == key.Value))
            return null;
        if (_missing.Contains(key.Value))
        {
            NotYet(key, diagnostics);
            return null;
        }

        string? near = _elsewhere.ContainsKey(key.Value) ? null : Nearest.Find(key.Value, _keys.Select(k => k.Name).Concat(_missing));
        string advice = near is not null
            ? $"did you mean {near}?"
            : _elsewhere.GetValueOrDefault(key.Value) ?? $"{what} takes {string.Join(", ", _keys.Select(k => k.Name))}";
        diagnostics.Error(key.Place, DiagnosticCodes.UnknownKey, $"unknown key `{Shown.Word(key.Value)}` in {what}", advice);
        return near;
    }

    private static void NotYet(YScalar key, DiagnosticBag diagnostics) => Binding.NotYet.Report(key.Place, key.Value, diagnostics);

    /// <summary>What such a map looks like: <c>a map with keys such as name, when, then</c>.</summary>
    public string Examples => $"a map with keys such as {string.Join(", ", _keys.OrderByDescending(k => k.Required).Take(3).Select(k => k.Name))}";
}
