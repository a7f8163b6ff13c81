using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>
/// Evaluates <c>by</c>. A string of more than 512 UTF-16 units becomes its first 256 and a hash of the whole, so that a guest can't fill
/// memory with keys, nor make two long texts one key.
/// </summary>
internal static class RuleKeyReader
{
    private const int MaxTextLength = 512;
    private const int KeptTextLength = 256;

    /// <summary>The key; null where a part failed or is no scalar.</summary>
    public static RuleKey? Read(string? vmId, KeyShape shape, CelActivation activation, out string? error)
    {
        error = null;
        if (shape.Parts.IsEmpty)
            return RuleKey.OfVm(vmId);
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, CelValue>>(shape.Parts.Length);
        foreach (var part in shape.Parts)
        {
            var value = part.Program.Evaluate(activation);
            if (!KeyJson.CanBeKey(value))
            {
                error = $"`by` entry {part.Name}: {(value.IsError ? value.AsError.Message : $"{value.Kind} can't be part of a key")}";
                return null;
            }

            values.Add(new(part.Name, value.Kind == CelKind.String ? CelValue.From(Shorten(value.AsString)) : value));
        }

        return new(vmId, values.MoveToImmutable(), shape.LabelNames);
    }

    private static string Shorten(string text)
    {
        if (text.Length <= MaxTextLength)
            return text;
        var kept = char.IsHighSurrogate(text[KeptTextLength - 1]) ? KeptTextLength - 1 : KeptTextLength;
        return $"{text.AsSpan(0, kept)}…{StableId.Of("", text)}";
    }
}

/// <summary>The parts of a key, and which of them are labels.</summary>
internal sealed class KeyShape(ImmutableArray<KeyPart> parts)
{
    public ImmutableArray<KeyPart> Parts { get; } = parts;

    public ImmutableArray<string> LabelNames { get; } = [.. parts.Where(p => p.IsLabel).Select(p => p.Name)];
}
