using System.Globalization;
using Reactor.Cel.Evaluation;

namespace Reactor.Cel.Functions;

/// <summary><c>int(x)</c> and its kin, <c>type</c>, <c>dyn</c>.</summary>
internal static class Conversions
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    public static void AddTo(FunctionTable table)
    {
        table.Function("dyn", [CelType.Dyn], CelType.Dyn, a => a[0]);
        table.Function("type", [CelType.Dyn], CelType.Type, a => TypeNames.TypeOf(a[0]));
        foreach (var type in new[] { CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.String, CelType.Timestamp, CelType.Duration })
            table.Function(type.Name, [type], type, a => a[0]);
        table.Function("bool", [CelType.String], CelType.Bool, a => ToBool(a[0].AsString));

        table.Function("int", [CelType.Uint], CelType.Int, a => a[0].AsUint <= long.MaxValue ? CelValue.From((long)a[0].AsUint) : Failures.IntOverflow);
        table.Function("int", [CelType.Double], CelType.Int, a => ToInt(a[0].AsDouble));
        table.Function("int", [CelType.String], CelType.Int, a => ToInt(a[0].AsString));
        table.Function("int", [CelType.Timestamp], CelType.Int, a => CelValue.From(a[0].TimestampSeconds));

        table.Function("uint", [CelType.Int], CelType.Uint, a => a[0].AsInt >= 0 ? CelValue.From((ulong)a[0].AsInt) : Failures.IntOverflow);
        table.Function("uint", [CelType.Double], CelType.Uint, a => ToUint(a[0].AsDouble));
        table.Function("uint", [CelType.String], CelType.Uint, a => ToUint(a[0].AsString));

        table.Function("double", [CelType.Int], CelType.Double, a => CelValue.From((double)a[0].AsInt));
        table.Function("double", [CelType.Uint], CelType.Double, a => CelValue.From((double)a[0].AsUint));
        table.Function("double", [CelType.String], CelType.Double, a => ToDouble(a[0].AsString));

        foreach (var type in new[] { CelType.Bool, CelType.Int, CelType.Uint, CelType.Double, CelType.Timestamp, CelType.Duration })
            table.Function("string", [type], CelType.String, a => CelValue.From(Formatting.Scalar(a[0])));
        table.Function("timestamp", [CelType.Int], CelType.Timestamp, a => CelValue.FromTimestamp(a[0].AsInt, 0));
        table.Function("timestamp", [CelType.String], CelType.Timestamp, a => TimeText.ToTimestamp(a[0].AsString));
        table.Function("duration", [CelType.String], CelType.Duration, a => TimeText.ToDuration(a[0].AsString));
    }

    private static CelValue ToBool(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => CelValue.True,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => CelValue.False,
        _ => NotA("bool", text),
    };

    // Both ends are excluded, as the specification says.
    private static CelValue ToInt(double value) => value is > -TwoTo63 and < TwoTo63 ? CelValue.From((long)value) : Failures.IntOverflow;

    private static CelValue ToUint(double value) => value is >= 0 and < TwoTo64 ? CelValue.From((ulong)value) : Failures.IntOverflow;

    private static CelValue ToInt(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? CelValue.From(value) : NotA("int", text);

    private static CelValue ToUint(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? CelValue.From(value) : NotA("uint", text);

    private static CelValue ToDouble(string text)
    {
        var unsigned = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        double? special = unsigned.ToUpperInvariant() switch
        {
            "INF" or "INFINITY" => double.PositiveInfinity,
            "NAN" when unsigned.Length == text.Length => double.NaN,
            _ => null,
        };
        if (special is { } value)
            return CelValue.From(text[0] == '-' ? -value : value);
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return unsigned.Length > 0 && !char.IsAsciiLetter(unsigned[0]) && double.TryParse(text, Styles, CultureInfo.InvariantCulture, out value) && double.IsFinite(value)
            ? CelValue.From(value)
            : NotA("double", text);
    }

    private static CelValue NotA(string type, string text) =>
        CelValue.Error(CelErrorKind.Invalid, $"\"{(text.Length > 40 ? text[..40] + "..." : text)}\" is no {type}");
}
