using Reactor.Cel;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Finds conditions that contradict themselves: a field that must be two things at once. Looks at the one spelling of a chain of <c>&amp;&amp;</c>.</summary>
internal static class Contradiction
{
    /// <summary>What contradicts what; null where nothing obviously does.</summary>
    public static (string Message, string? Advice)? In(CelProgram condition)
    {
        if (AndChain.Split(condition.Canonical) is not { Count: > 1 } operands)
            return null;
        if (operands.FirstOrDefault(o => o[0] != '!' && operands.Contains("!" + o)) is { } twice)
            return ($"{twice} can't be both true and false", null);

        var wanted = new Dictionary<string, (HashSet<string> Values, string Operand)>(StringComparer.Ordinal);
        foreach (var operand in operands)
        {
            if (Equality.Parse(operand) is not { } equality)
                continue;
            if (!wanted.TryGetValue(equality.Path, out var before))
                wanted.Add(equality.Path, ([.. equality.Values], operand));
            else if (!AreAlike(before.Values.Concat(equality.Values)))
                continue;
            else if (!before.Values.Overlaps(equality.Values))
                return ($"{before.Operand} and {operand} are never true together", Advice(equality.Path, [.. before.Values, .. equality.Values]));
            else
                before.Values.IntersectWith(equality.Values);
        }

        return null;
    }

    // 1, 1u and 1.0 are written differently and equal.
    private static bool AreAlike(IEnumerable<string> literals) => literals.All(l => l[0] == '"') || literals.All(l => l.TrimStart('-').All(char.IsAsciiDigit));

    private static string Advice(string path, string[] values) => $"if either will do, write {path} in [{string.Join(", ", values)}]";
}

/// <summary><c>path == literal</c>, <c>literal == path</c> or <c>path in [literals]</c>.</summary>
internal sealed record Equality(string Path, IReadOnlyList<string> Values)
{
    public static Equality? Parse(string operand)
    {
        if (AndChain.SplitAt(operand, " == ") is [var left, var right])
            return (IsLiteral(right), IsLiteral(left)) switch
            {
                (true, false) => new(left, [right]),
                (false, true) => new(right, [left]),
                _ => null,
            };
        if (AndChain.SplitAt(operand, " in ") is [var path, var list] && list is ['[', .., ']'] && AndChain.SplitAt(list[1..^1], ", ") is { } items && items.All(IsLiteral))
            return new(path, items);
        return null;
    }

    private static bool IsLiteral(string text) => text.Length > 0 && (text[0] == '"' ? AndChain.IsOneLiteral(text) : text.TrimStart('-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit));
}
