namespace Reactor.Cel;

/// <summary>How types go together.</summary>
internal static class TypeRules
{
    /// <summary>Whether a value of one may be where the other is wanted. Dyn goes with all.</summary>
    public static bool Fit(CelType a, CelType b)
    {
        if (a.Kind == CelTypeKind.Dyn || b.Kind == CelTypeKind.Dyn)
            return true;
        if (IsMap(a) && IsMap(b))
            return a.Kind == CelTypeKind.Record || b.Kind == CelTypeKind.Record || (Fit(a.Key!, b.Key!) && Fit(a.Element!, b.Element!));
        return a.Kind == b.Kind && (a.Kind != CelTypeKind.List || Fit(a.Element!, b.Element!));
    }

    /// <summary>Whether <c>==</c> makes sense: what fits, and null with what JSON may have as null.</summary>
    public static bool AreComparable(CelType a, CelType b) => Fit(a, b) || (IsNull(a) && IsNullable(b)) || (IsNull(b) && IsNullable(a));

    public static bool IsNumber(CelType type) => type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double;

    public static bool IsMap(CelType type) => type.Kind is CelTypeKind.Map or CelTypeKind.Record;

    public static bool IsDyn(CelType type) => type.Kind == CelTypeKind.Dyn;

    /// <summary>The type of what is either of two.</summary>
    public static CelType Join(CelType a, CelType b)
    {
        if (ReferenceEquals(a, b))
            return a;
        if (a.Kind == b.Kind)
        {
            switch (a.Kind)
            {
                case CelTypeKind.List:
                    return CelType.ListOf(Join(a.Element!, b.Element!));
                case CelTypeKind.Map:
                    return CelType.MapOf(Join(a.Key!, b.Key!), Join(a.Element!, b.Element!));
                case CelTypeKind.Record:
                    return CelType.MapOf(CelType.String, CelType.Dyn);
                case CelTypeKind.String:
                    return CelType.String;
                default:
                    return a;
            }
        }

        return IsMap(a) && IsMap(b) ? CelType.MapOf(CelType.Dyn, CelType.Dyn) : CelType.Dyn;
    }

    private static bool IsNull(CelType type) => type.Kind == CelTypeKind.Null;

    private static bool IsNullable(CelType type) => type.Kind is CelTypeKind.List or CelTypeKind.Timestamp or CelTypeKind.Duration || IsMap(type);
}
