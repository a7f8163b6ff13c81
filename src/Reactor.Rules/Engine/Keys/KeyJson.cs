using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Keys;

/// <summary>
/// JSON of keys in one spelling. Written here and not by a library, since stored ids are made from it: it must be the same in every release.
/// </summary>
internal static class KeyJson
{
    public static string Of(string? vmId, ImmutableArray<KeyValuePair<string, CelValue>> parts)
    {
        var json = new StringBuilder("{");
        if (vmId is not null)
        {
            Append(json, KeyPart.ReservedName);
            Append(json.Append(':'), vmId);
        }

        foreach (var (name, value) in parts)
        {
            if (json.Length > 1)
                json.Append(',');
            Append(json, name);
            Append(json.Append(':'), value);
        }

        return json.Append('}').ToString();
    }

    /// <summary>A value by itself.</summary>
    public static string Of(in CelValue value)
    {
        var json = new StringBuilder();
        Append(json, value);
        return json.ToString();
    }

    /// <summary>Whether a value can be part of a key.</summary>
    public static bool CanBeKey(in CelValue value) => value.Kind switch
    {
        CelKind.Error or CelKind.List or CelKind.Map or CelKind.Type => false,
        CelKind.Double => double.IsFinite(value.AsDouble),
        _ => true,
    };

    private static void Append(StringBuilder json, in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Null: json.Append("null"); break;
            case CelKind.Bool: json.Append(value.AsBool ? "true" : "false"); break;
            case CelKind.Int: json.Append(value.AsInt.ToString(CultureInfo.InvariantCulture)); break;
            case CelKind.Uint: json.Append(value.AsUint.ToString(CultureInfo.InvariantCulture)); break;
            case CelKind.Double: AppendDouble(json, value.AsDouble); break;
            default: Append(json, value.ToString()); break;
        }
    }

    // 1.0 equals 1 in CEL, so it is the same key.
    private static void AppendDouble(StringBuilder json, double number)
    {
        if (number == Math.Floor(number) && Math.Abs(number) < 1e15)
            json.Append(((long)number).ToString(CultureInfo.InvariantCulture));
        else
            json.Append(number.ToString("R", CultureInfo.InvariantCulture));
    }

    private static void Append(StringBuilder json, string text)
    {
        json.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c < ' ' || c == '\x7f')
                json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else if (!char.IsSurrogate(c))
                json.Append(c);
            else if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
                json.Append(c).Append(text[++i]);
            else
                json.Append('\uFFFD');
        }

        json.Append('"');
    }
}
