namespace Reactor.Cel;

/// <summary>A field of a record type.</summary>
/// <param name="Name">Its key, as on the wire.</param>
/// <param name="Type">Its type.</param>
/// <param name="Optional">Whether it may be absent, so that reading it needs a guard such as <c>has(data.x)</c>.</param>
/// <param name="Values">The only values it has, where it is an enum (a string, or a list of strings); null where any.</param>
public sealed record CelField(string Name, CelType Type, bool Optional = false, IReadOnlyList<string>? Values = null)
{
    internal CelType EffectiveType { get; } = Values is null ? Type : Type.Kind switch
    {
        CelTypeKind.String => CelType.OneOf(Values),
        CelTypeKind.List when Type.Element!.Kind == CelTypeKind.String => CelType.ListOf(CelType.OneOf(Values)),
        _ => Type,
    };
}
