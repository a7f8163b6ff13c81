using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Reactor.Rules.Yaml;

/// <summary>What an unquoted scalar is by the core schema of YAML 1.2.2, section 10.3.2.</summary>
public enum CoreKind
{
    /// <summary>Text: also <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c>.</summary>
    Text,

    /// <summary>Nothing, <c>~</c>, <c>null</c>.</summary>
    Null,

    /// <summary><c>true</c>, <c>false</c>.</summary>
    Bool,

    /// <summary>A whole number: decimal, <c>0o17</c>, <c>0xff</c>.</summary>
    Integer,

    /// <summary>A number with a point or an exponent, <c>.inf</c>, <c>.nan</c>.</summary>
    Float,
}

/// <summary>The core schema of YAML 1.2.2, section 10.3.2.</summary>
public static partial class CoreSchema
{
    /// <summary>What an unquoted scalar of this text is.</summary>
    public static CoreKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => CoreKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => CoreKind.Bool,
        // Longer ones are text: no number that anything here takes has as many digits.
        { Length: > 64 } => CoreKind.Text,
        _ when IntegerForm().IsMatch(text) => CoreKind.Integer,
        _ when FloatForm().IsMatch(text) => CoreKind.Float,
        _ => CoreKind.Text,
    };

    /// <summary>The whole number that a text of kind <see cref="CoreKind.Integer"/> stands for; false when it has another kind.</summary>
    public static bool TryInteger(string text, out BigInteger value)
    {
        value = default;
        if (KindOf(text) != CoreKind.Integer)
            return false;
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            value = text[2..].Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0'));
            return true;
        }

        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The number that a text of kind <see cref="CoreKind.Float"/> stands for; false when it has another kind.</summary>
    public static bool TryFloat(string text, out double value)
    {
        value = 0;
        if (KindOf(text) != CoreKind.Float)
            return false;
        value = text.TrimStart('+', '-').ToLowerInvariant() switch
        {
            ".inf" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            ".nan" => double.NaN,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        return true;
    }

    [GeneratedRegex(@"\A(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex FloatForm();
}
