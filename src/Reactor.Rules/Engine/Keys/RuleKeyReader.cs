using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;

namespace Reactor.Rules.Engine.Keys;

/// <summary>
/// Evaluates <c>by</c>. A string of more than 512 UTF-16 units becomes its first 256 and a hash of the whole, so that a guest can't fill
/// memory with keys, nor make two long texts one key. What JSON can't tell apart is made one here already (times and spans are their text,
/// 1.0 is 1), so that a key that was stored is the same key when it is read back.
/// </summary>
internal static class RuleKeyReader
{
    private const int MaxTextLength = 512;
    private const int KeptTextLength = 256;

    /// <summary>The key; null where a part failed or is no scalar.</summary>
    public static RuleKey? Read(string? vmId, KeyShape shape, CelActivation activation, out string? error)
    {
        error = null;
        if (shape.IsEmpty)
            return RuleKey.OfVm(vmId);
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, CelValue>>(shape.Names.Length);
        for (var i = 0; i < shape.Names.Length; i++)
        {
            var value = shape.Programs[i].Evaluate(activation);
            if (!KeyJson.CanBeKey(value))
            {
                error = $"`by` entry {shape.Names[i]}: {(value.IsError ? value.AsError.Message : $"{value.Kind} can't be part of a key")}";
                return null;
            }

            values.Add(new(shape.Names[i], Canonical(value)));
        }

        return new(vmId, values.MoveToImmutable(), shape.LabelNames);
    }

    /// <summary>A value as keys hold it.</summary>
    public static CelValue Canonical(in CelValue value) => value.Kind switch
    {
        CelKind.String => CelValue.From(Shorten(Whole(value.AsString))),
        CelKind.Timestamp or CelKind.Duration => CelValue.From(value.ToString()),
        CelKind.Uint when value.AsUint <= long.MaxValue => CelValue.From((long)value.AsUint),
        CelKind.Double when value.AsDouble == Math.Floor(value.AsDouble) && Math.Abs(value.AsDouble) < 1e15 => CelValue.From((long)value.AsDouble),
        _ => value,
    };

    // Halves of surrogate pairs can't be in JSON.
    private static string Whole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            i++;
        }

        return text;
    }

    private static string Shorten(string text)
    {
        if (text.Length <= MaxTextLength)
            return text;
        var kept = char.IsHighSurrogate(text[KeptTextLength - 1]) ? KeptTextLength - 1 : KeptTextLength;
        return $"{text.AsSpan(0, kept)}…{StableId.Of("", text)}";
    }
}
