using System.Collections.ObjectModel;

namespace Reactor.Qmp;

/// <summary>
/// Unfolds the types of a schema into members, beside those that the default catalogue knows. A type inside of itself, or too deep, becomes
/// <c>any</c>; the sum of all members is bounded, since types that hold each other twice would double with every level.
/// </summary>
internal sealed class MemberReader(IReadOnlyDictionary<string, SchemaType> types)
{
    private const string Any = "any";

    /// <summary>QEMU's events have 3 levels.</summary>
    private const int MaxDepth = 8;

    /// <summary>QEMU 7.2 has 222 in its events and 1,060 in its commands.</summary>
    private const int MaxMembers = 20_000;

    private readonly Stack<string> _inside = [];
    private int _members;

    /// <summary>The members of an object; those of its variants are in the branches.</summary>
    public (IReadOnlyList<EventField> Fields, EventBranches? Branches) Unfold(string type, IReadOnlyList<EventField> known, EventBranches? knownBranches)
    {
        if (types[type] is not ObjectType o)
            return ([], null);
        _inside.Push(type);
        Count(o.Variants.Count);
        var fields = Fields(o.Members, known);
        EventBranches? branches = o.Tag is null ? null : new EventBranches(
            o.Tag,
            o.Variants.ToDictionary(
                v => v.Case,
                IReadOnlyList<EventField> (v) => Variant(v, knownBranches?.Variants.GetValueOrDefault(v.Case) ?? []),
                StringComparer.Ordinal));
        _inside.Pop();
        return (fields, branches);
    }

    /// <summary>The arguments of a command, one level deep.</summary>
    public (IReadOnlyList<CommandArgument> Arguments, ArgumentBranches? Branches) Arguments(string type, CommandSchema? known)
    {
        if (types[type] is not ObjectType o)
            return ([], null);
        Count(o.Variants.Count);
        var arguments = Arguments(o.Members, known?.Arguments ?? []);
        ArgumentBranches? branches = o.Tag is null ? null : new ArgumentBranches(
            o.Tag,
            o.Variants.ToDictionary(
                v => v.Case,
                IReadOnlyList<CommandArgument> (v) => types[v.Type] is ObjectType variant ? Arguments(variant.Members, []) : [],
                StringComparer.Ordinal));
        return (arguments, branches);
    }

    /// <summary>Whether it is the object without members, as which QEMU describes "nothing".</summary>
    public bool IsNothing(string type) => types[type] is ObjectType { Members.Count: 0, Tag: null };

    /// <summary>A name for a type: as it is known, else what kind it is.</summary>
    public string Label(string type, string? known) => types[type] switch
    {
        BuiltinType { Name: "int" } => IsWhole(known) ? known! : "integer",
        BuiltinType builtin => builtin.Name,
        ArrayType array => $"[{Label(array, known)}]",
        EnumType => Named(known) ?? "enum",
        ObjectType => Named(known) ?? "object",
        AlternateType => Named(known) ?? "alternate",
        _ => Any,
    };

    private string Label(ArrayType array, string? known)
    {
        // A list of itself has no end, and QEMU has none in lists of lists.
        string? element = known is ['[', .. var inner, ']'] ? inner : null;
        return types[array.Element] is ArrayType ? Any : Label(array.Element, element);
    }

    private List<EventField> Variant(SchemaVariant variant, IReadOnlyList<EventField> known)
    {
        if (types[variant.Type] is not ObjectType o || IsTooDeep(variant.Type))
            return [];
        _inside.Push(variant.Type);
        var fields = Fields(o.Members, known);
        _inside.Pop();
        return fields;
    }

    private List<EventField> Fields(IReadOnlyList<SchemaMember> members, IReadOnlyList<EventField> known)
    {
        Count(members.Count);
        return [.. members.Select(m => Field(m, known.FirstOrDefault(k => k.Name == m.Name)))];
    }

    private EventField Field(SchemaMember member, EventField? known)
    {
        var field = new EventField(member.Name, Label(member.Type, known?.Type), member.Optional, known?.Since) { Condition = known?.Condition };
        switch (types[member.Type])
        {
            case EnumType e:
                return field with { Values = e.Values, ValueSince = Since(e, known?.ValueSince) };
            case ObjectType when IsTooDeep(member.Type):
                return field with { Type = Any };
            case ObjectType:
                var (fields, branches) = Unfold(member.Type, known?.Fields ?? [], known?.Branches);
                return field with { Fields = fields, Branches = branches };
            default:
                return field;
        }
    }

    private List<CommandArgument> Arguments(IReadOnlyList<SchemaMember> members, IReadOnlyList<CommandArgument> known)
    {
        Count(members.Count);
        return [.. members.Select(m => Argument(m, known.FirstOrDefault(k => k.Name == m.Name)))];
    }

    private CommandArgument Argument(SchemaMember member, CommandArgument? known)
    {
        var argument = new CommandArgument(member.Name, Label(member.Type, known?.Type), member.Optional, known?.Since);
        return types[member.Type] is EnumType e ? argument with { Values = e.Values, ValueSince = Since(e, known?.ValueSince) } : argument;
    }

    private bool IsTooDeep(string type) => _inside.Count >= MaxDepth || _inside.Contains(type);

    private void Count(int members)
    {
        _members += members;
        if (_members > MaxMembers)
            throw new QmpSchemaException($"the types of the schema unfold into more than {MaxMembers} members and variants: no QEMU has as many");
    }

    private static ReadOnlyDictionary<string, string> Since(EnumType e, IReadOnlyDictionary<string, string>? known) =>
        known is null or { Count: 0 }
            ? ReadOnlyDictionary<string, string>.Empty
            : new(e.Values.Distinct().Where(known.ContainsKey).ToDictionary(v => v, v => known[v], StringComparer.Ordinal));

    private static bool IsWhole(string? type) =>
        type is "int" or "int8" or "int16" or "int32" or "int64" or "uint8" or "uint16" or "uint32" or "uint64" or "size";

    /// <summary>Null for what is no name of an enumeration, object or alternative: those begin with a capital.</summary>
    private static string? Named(string? type) => type is [>= 'A' and <= 'Z', ..] ? type : null;
}
