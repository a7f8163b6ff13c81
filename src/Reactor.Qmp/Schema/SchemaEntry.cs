namespace Reactor.Qmp;

/// <summary>One type of a schema; types are named by numbers there.</summary>
internal abstract record SchemaType;

/// <summary>A number, text, truth value, null or anything.</summary>
internal sealed record BuiltinType(string Name) : SchemaType;

internal sealed record EnumType(IReadOnlyList<string> Values) : SchemaType;

internal sealed record ArrayType(string Element) : SchemaType;

internal sealed record ObjectType(IReadOnlyList<SchemaMember> Members, string? Tag, IReadOnlyList<SchemaVariant> Variants) : SchemaType;

/// <summary>One of several types, told apart by the kind of JSON.</summary>
internal sealed record AlternateType : SchemaType;

/// <summary>Of a meta-type that isn't known here: a newer QEMU's.</summary>
internal sealed record OpaqueType : SchemaType;

internal sealed record SchemaMember(string Name, string Type, bool Optional);

/// <summary>Members (those of the object <paramref name="Type"/>) that a value of the tag brings.</summary>
internal sealed record SchemaVariant(string Case, string Type);

internal sealed record SchemaEvent(string Name, string Data, bool Unstable);

internal sealed record SchemaCommand(string Name, string Arguments, string Returns, bool AllowOob, bool Deprecated, bool Unstable);
