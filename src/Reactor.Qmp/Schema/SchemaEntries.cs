using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>The entries of a schema, each looked at by itself; what is wrong is gathered and thrown at the end.</summary>
internal sealed class SchemaEntries
{
    /// <summary>QEMU 7.2 has 1,051.</summary>
    private const int MaxEntries = 10_000;

    private const int MaxNameLength = 128;
    private const int MaxProblems = 20;

    private readonly Dictionary<string, SchemaType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaEvent> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaCommand> _commands = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private string _where = "";

    private SchemaEntries()
    {
    }

    public IReadOnlyDictionary<string, SchemaType> Types => _types;

    public IReadOnlyCollection<SchemaEvent> Events => _events.Values;

    public IReadOnlyCollection<SchemaCommand> Commands => _commands.Values;

    /// <exception cref="QmpSchemaException">With what is wrong, up to a number of problems.</exception>
    public static SchemaEntries Read(JsonElement array)
    {
        if (array.GetArrayLength() > MaxEntries)
            throw new QmpSchemaException($"the schema has {array.GetArrayLength()} entries, more than the {MaxEntries} that are read");

        var entries = new SchemaEntries();
        int number = 0;
        foreach (JsonElement e in array.EnumerateArray())
        {
            entries.ReadEntry(e, ++number);
            entries.ThrowIf(entries._problems.Count >= MaxProblems);
        }

        entries.CheckReferences();
        entries.ThrowIf(entries._problems.Count > 0);
        return entries;
    }

    private void ThrowIf(bool condition)
    {
        if (condition)
            throw new QmpSchemaException(_problems);
    }

    private void ReadEntry(JsonElement e, int number)
    {
        _where = $"entry {number}";
        if (e.ValueKind != JsonValueKind.Object)
        {
            Add("is no object");
            return;
        }

        string name = Name(e, "name");
        if (name.Length > 0)
            _where = $"entry {number} ('{name}')";
        switch (Name(e, "meta-type"))
        {
            case "event":
                if (EventCatalogue.Reserved.Contains(name))
                    Add("is an event of a name that is Reactor's own");
                Keep(_events, name, new SchemaEvent(name, Name(e, "arg-type"), Has(e, "unstable")));
                break;
            case "command":
                Keep(_commands, name, new SchemaCommand(name, Name(e, "arg-type"), Name(e, "ret-type"), Flag(e, "allow-oob"), Has(e, "deprecated"), Has(e, "unstable")));
                break;
            case "":
                break;
            case var metaType:
                Keep(_types, name, ReadType(e, name, metaType));
                break;
        }
    }

    private SchemaType ReadType(JsonElement e, string name, string metaType) => metaType switch
    {
        "builtin" => new BuiltinType(name),
        "enum" => new EnumType(ReadValues(e)),
        "array" => new ArrayType(Name(e, "element-type")),
        "object" => new ObjectType(
            [.. Items(e, "members").Select(m => new SchemaMember(Name(m, "name"), Name(m, "type"), m.TryGetProperty("default", out _)))],
            e.TryGetProperty("tag", out _) ? Name(e, "tag") : null,
            e.TryGetProperty("variants", out _) ? [.. Items(e, "variants").Select(v => new SchemaVariant(Name(v, "case"), Name(v, "type")))] : []),
        "alternate" => new AlternateType(),
        _ => new OpaqueType(),
    };

    /// <summary>Newer QEMUs tell more of each value under <c>members</c>, and need not have <c>values</c>.</summary>
    private string[] ReadValues(JsonElement e)
    {
        if (e.TryGetProperty("members", out _))
            return [.. Items(e, "members").Select(m => Name(m, "name"))];
        if (e.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(v => Word(v) is not null))
            return [.. values.EnumerateArray().Select(v => Word(v)!)];
        Add("has no list of values");
        return [];
    }

    private JsonElement[] Items(JsonElement e, string name)
    {
        if (e.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Object))
            return [.. list.EnumerateArray()];
        Add($"has no list of objects '{name}'");
        return [];
    }

    private string Name(JsonElement e, string name)
    {
        if (e.TryGetProperty(name, out var v) && Word(v) is { } text)
            return text;
        Add($"has no '{name}', or none of 1 to {MaxNameLength} printable ASCII characters");
        return "";
    }

    /// <summary>The text of a name; null when it is none, so that nothing else reaches a terminal from here.</summary>
    private static string? Word(JsonElement v) =>
        v.ValueKind == JsonValueKind.String && v.GetString() is { Length: > 0 and <= MaxNameLength } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : null;

    private static bool Flag(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;

    private static bool Has(JsonElement e, string feature) =>
        e.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Array
        && features.EnumerateArray().Any(f => f.ValueKind == JsonValueKind.String && f.ValueEquals(feature));

    private void Keep<T>(Dictionary<string, T> kept, string name, T entry)
    {
        if (name.Length > 0 && !kept.TryAdd(name, entry))
            Add("has the name of an entry before it");
    }

    private void CheckReferences()
    {
        foreach (SchemaEvent e in _events.Values)
            CheckObject($"event {e.Name}", e.Data);
        foreach (SchemaCommand c in _commands.Values)
        {
            CheckObject($"command {c.Name}", c.Arguments);
            Check($"command {c.Name}", c.Returns);
        }

        foreach (var (name, type) in _types)
        {
            if (type is ArrayType array)
                Check($"type {name}", array.Element);
            else if (type is ObjectType o)
                CheckMembers($"type {name}", o);
        }
    }

    private void CheckMembers(string where, ObjectType type)
    {
        foreach (SchemaMember member in type.Members)
            Check($"{where}, member '{member.Name}'", member.Type);
        foreach (SchemaVariant variant in type.Variants)
            CheckObject($"{where}, variant '{variant.Case}'", variant.Type);
        _where = where;
        if (type.Members.DistinctBy(m => m.Name).Count() < type.Members.Count || type.Variants.DistinctBy(v => v.Case).Count() < type.Variants.Count)
            Add("has two members or variants of one name");
        if (type.Variants.Count > 0 && type.Members.All(m => m.Name != type.Tag))
            Add("has variants, but no member that decides between them");
    }

    private void CheckObject(string where, string type)
    {
        Check(where, type);
        if (_types.TryGetValue(type, out var found) && found is not (ObjectType or OpaqueType))
            Add($"needs an object, and type '{type}' is none");
    }

    private void Check(string where, string type)
    {
        _where = where;
        if (!_types.ContainsKey(type))
            Add($"refers to type '{type}', which there isn't");
    }

    private void Add(string problem)
    {
        if (_problems.Count < MaxProblems)
            _problems.Add($"{_where} {problem}");
    }
}
