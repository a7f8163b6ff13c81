using System.Globalization;
using System.Numerics;
using System.Text;
using Reactor.Cel.Evaluation;

namespace Reactor.Cel.Functions;

/// <summary><c>"...".format([...])</c>.</summary>
internal static class TextFormat
{
    private const int DefaultPrecision = 6;
    private const int MaxPrecision = 1000;

    public static CelValue Format(ref Frame frame, ReadOnlySpan<CelValue> a)
    {
        var (format, values) = (a[0].AsString, a[1].AsList);
        if (!frame.Charge(1 + (format.Length / 16)))
            return Frame.OutOfBudget;
        var result = new StringBuilder();
        var next = 0;
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                result.Append(format[at]);
                continue;
            }

            if (++at < format.Length && format[at] == '%')
            {
                result.Append('%');
                continue;
            }

            if (Precision(format, ref at, out var precision) is { } wrong)
                return wrong;
            if (at >= format.Length)
                return Invalid("format() ends in the middle of a %");
            if (!"sdfexXob".Contains(format[at], StringComparison.Ordinal))
                return Invalid($"format() knows no %{format[at]}");
            if (next >= values.Count)
                return CelValue.Error(CelErrorKind.IndexOutOfRange, $"format() has no value {next}: there are {values.Count}");
            var text = Clause(ref frame, format[at], precision, values[next++]);
            if (text.IsError)
                return text;
            if (!frame.Charge(1 + (text.AsString.Length / 8)))
                return Frame.OutOfBudget;
            result.Append(text.AsString);
        }

        return CelValue.From(result.ToString());
    }

    private static CelValue? Precision(string format, ref int at, out int precision)
    {
        precision = DefaultPrecision;
        if (at >= format.Length || format[at] != '.')
            return null;
        var start = ++at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
            at++;
        return int.TryParse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision) && precision <= MaxPrecision
            ? null
            : Invalid($"format() wants digits after %., at most {MaxPrecision}");
    }

    private static CelValue Clause(ref Frame frame, char clause, int precision, in CelValue value)
    {
        if (value.IsError)
            return value;
        switch (clause)
        {
            case 's':
                return Text(ref frame, value, 0);
            case 'f' or 'e' when CelOrdering.IsNumber(value.Kind):
                var number = CelOrdering.ToDouble(value);
                if (!double.IsFinite(number))
                    return CelValue.From(Formatting.Double(number));
                if (!frame.Charge(100 + precision))
                    return Frame.OutOfBudget;
                return CelValue.From(clause == 'f' ? ExactDecimal.Fixed(number, precision) : ExactDecimal.Scientific(number, precision));
            case 'd' when CelOrdering.IsNumber(value.Kind):
                return CelValue.From(Formatting.Scalar(value));
            case 'x' or 'X' when value.Kind == CelKind.String:
                return CelValue.From(clause == 'x' ? Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.AsString)) : Convert.ToHexString(Encoding.UTF8.GetBytes(value.AsString)));
            case 'b' when value.Kind == CelKind.Bool:
                return CelValue.From(value.AsBool ? "1" : "0");
            case 'x' or 'X' or 'o' or 'b' when value.Kind is CelKind.Int or CelKind.Uint:
                return CelValue.From(InBase(value, clause));
            default:
                return CelValue.Error(CelErrorKind.TypeMismatch, $"%{clause} is not defined for {TypeNames.Of(value)}");
        }
    }

    private static string InBase(in CelValue value, char clause)
    {
        var magnitude = value.Kind == CelKind.Uint ? value.AsUint : value.IsNegative ? 0 - unchecked((ulong)value.Bits) : (ulong)value.Bits;
        var digits = clause switch
        {
            'x' => magnitude.ToString("x", CultureInfo.InvariantCulture),
            'X' => magnitude.ToString("X", CultureInfo.InvariantCulture),
            'b' => magnitude.ToString("b", CultureInfo.InvariantCulture),
            _ => Octal(magnitude),
        };
        return value.IsNegative ? "-" + digits : digits;
    }

    private static string Octal(ulong value)
    {
        var digits = "";
        do
        {
            digits = (char)('0' + (value & 7)) + digits;
            value >>= 3;
        }
        while (value != 0);
        return digits;
    }

    private static CelValue Text(ref Frame frame, in CelValue value, int depth)
    {
        if (value.IsError)
            return value;
        if (!frame.Charge(1 + (value.Kind == CelKind.String ? value.AsString.Length / 16 : 0)) || depth > 100)
            return Frame.OutOfBudget;
        if (value.Kind is not (CelKind.List or CelKind.Map))
            return CelValue.From(Formatting.Scalar(value));
        var parts = new List<string>();
        if (value.Kind == CelKind.List)
        {
            var list = value.AsList;
            for (var i = 0; i < list.Count; i++)
            {
                var item = Text(ref frame, list[i], depth + 1);
                if (item.IsError)
                    return item;
                parts.Add(item.AsString);
            }

            return Whole(ref frame, $"[{string.Join(", ", parts)}]");
        }

        var entries = new List<(string Key, string Value)>();
        foreach (var key in value.AsMap.Keys)
        {
            value.AsMap.TryGet(key, out var item);
            var (k, v) = (Text(ref frame, key, depth + 1), Text(ref frame, item, depth + 1));
            if (k.IsError || v.IsError)
                return k.IsError ? k : v;
            entries.Add((k.AsString, v.AsString));
        }

        entries.Sort((x, y) => CelOrdering.CompareTexts(x.Key, y.Key));
        return Whole(ref frame, $"{{{string.Join(", ", entries.Select(e => $"{e.Key}: {e.Value}"))}}}");
    }

    // What is nested is copied once more at every level around it.
    private static CelValue Whole(ref Frame frame, string text) => frame.Charge(text.Length / 16) ? CelValue.From(text) : Frame.OutOfBudget;

    private static CelValue Invalid(string message) => CelValue.Error(CelErrorKind.Invalid, message);
}
