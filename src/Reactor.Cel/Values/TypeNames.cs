namespace Reactor.Cel;

/// <summary>The names of types as values.</summary>
internal static class TypeNames
{
    public const string Timestamp = "google.protobuf.Timestamp";
    public const string Duration = "google.protobuf.Duration";

    private static readonly string[] ByKind =
        ["null_type", "bool", "int", "uint", "double", "string", "list", "map", Timestamp, Duration, "type", "error"];

    private static readonly CelValue[] Values = [.. ByKind.Select(CelValue.TypeNamed)];

    public static string Of(in CelValue value) => ByKind[(int)value.Kind];

    /// <summary><c>type(value)</c>.</summary>
    public static CelValue TypeOf(in CelValue value) => Values[(int)value.Kind];

    /// <summary>The type that a name stands for.</summary>
    public static bool TryGet(string name, out CelValue type)
    {
        var index = Array.IndexOf(ByKind, name);
        var isType = index >= 0 && index != (int)CelKind.Error;
        type = isType ? Values[index] : default;
        return isType;
    }
}
