using System.Globalization;
using Reactor.Cel.Functions;

namespace Reactor.Cel.Tests.Fuzzing;

/// <summary>Writes expressions that parse, and often mean something in <see cref="ExpressionUnderTest.Environment"/>.</summary>
internal sealed class ExpressionWriter(Random random)
{
    private static readonly FunctionTable Library = StandardLibrary.Create();
    private static readonly string[] Functions = [.. Library.Names(isMethod: false)];
    private static readonly string[] Methods = [.. Library.Names(isMethod: true)];
    private static readonly string[] Macros = ["all", "exists", "exists_one", "map", "filter", "transformList", "transformMap", "transformMapEntry"];
    private static readonly string[] Operators = ["==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%", "&&", "||"];

    private static readonly string[] Leaves =
    [
        "0", "1", "-1", "2u", "9223372036854775807", "-9223372036854775808", "18446744073709551615u", "0.5", "1e308", "0x1f", "true", "false", "null",
        "''", "'a'", "\"é😀\"", "r'\\d'", "'%s %d %.3f %x'", "'(a|b)*c'", "'2026-03-02T10:00:00Z'", "'1h30m'", "'Europe/Berlin'", "[]", "{}", "[1, 2, 3]", "['a', 'b']",
        "{'a': 1, 'b': 2}", "data", "data.action", "data.info.status", "data.`node-name`", "data['node-name']", "data.children", "data.extra", "data.tags", "vm.labels.env", "vm.name",
        "anything", "db_vms", "is_prod", "is_bad", "int", "timestamp('2026-03-02T10:00:00Z')", "duration('1h')", "x", "y", "nobody",
    ];

    public static IReadOnlyList<string> Tokens { get; } =
        [.. Leaves, .. Operators, .. Functions.Select(f => f + "("), .. Methods.Select(m => "." + m + "("), .. Macros.Select(m => $".{m}(x, "), "has(", "? ", " : ", "(", ")", "[", "]", "{", "}", "!", "-", ", ", "//", "\n"];

    public string Next() => Write(random.Next(1, 7));

    private string Write(int depth)
    {
        if (depth == 0)
            return Pick(Leaves);
        var d = depth - 1;
        return random.Next(14) switch
        {
            0 => Pick(Leaves),
            1 => $"({Write(d)})",
            2 => (random.Next(2) == 0 ? "!" : "-") + Write(d),
            3 or 4 or 5 => $"{Write(d)} {Pick(Operators)} {Write(d)}",
            6 => $"({Write(d)} ? {Write(d)} : {Write(d)})",
            7 => $"{Pick(Functions)}({Many(d)})",
            8 => $"({Write(d)}).{Pick(Methods)}({Many(d)})",
            9 or 10 => Macro(d),
            11 => $"[{Many(d)}]",
            12 => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(_ => $"{Write(d)}: {Write(d)}"))}}}",
            _ => random.Next(3) switch { 0 => $"{Write(d)}[{Write(d)}]", 1 => $"has(({Write(d)}).a)", _ => $"({Write(d)}).a" },
        };
    }

    private string Macro(int depth)
    {
        var name = Pick(Macros);
        var two = name.StartsWith("transform", StringComparison.Ordinal) || (name is "all" or "exists" or "exists_one" && random.Next(3) == 0);
        var variables = two ? "x, y" : random.Next(2) == 0 ? "x" : "y";
        var filter = name is "map" || name.StartsWith("transform", StringComparison.Ordinal) ? random.Next(2) == 0 ? Write(depth) + ", " : "" : "";
        return string.Create(CultureInfo.InvariantCulture, $"({Write(depth)}).{name}({variables}, {filter}{Write(depth)})");
    }

    private string Many(int depth) => string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Write(depth)));

    private string Pick(string[] all) => all[random.Next(all.Length)];
}
