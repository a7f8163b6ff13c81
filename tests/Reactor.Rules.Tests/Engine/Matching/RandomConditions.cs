namespace Reactor.Rules.Tests.Engine.Matching;

/// <summary>Conditions of every shape that is looked up, and of those beside them; and events that meet some of them.</summary>
internal sealed class RandomConditions(Random random)
{
    private static readonly string[] s_texts = ["\"d0\"", "\"d1\"", "\"d2\"", "\"d3\"", "\"r1\"", "\"\""];

    // About where doubles are coarser than integers, and where integers end.
    private static readonly string[] s_integers =
        ["0", "1", "2", "3", "17", "-5", "9007199254740992", "9007199254740993", "9007199254740994", "9223372036854775807", "-9223372036854775808"];

    private static readonly string[] s_numbers =
        [.. s_integers, "3u", "9223372036854775808u", "18446744073709551615u", "0.5", "3.0", "-0.0", "9007199254740992.0", "9007199254740994.0", "9223372036854775807.0", "1e300", "(0.0/0.0)"];

    private static readonly string[] s_values =
    [
        "0", "1", "2", "3", "17", "-5", "-0.0", "0.5", "3.0", "9007199254740992", "9007199254740993", "9007199254740992.0", "9007199254740994.0", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "18446744073709551615", "9223372036854775807.0", "1e300", "1e400", "18446744073709551616",
        "\"d0\"", "\"d1\"", "\"d2\"", "\"\\u0064\\u0033\"", "\"r1\"", "\"\"", $"\"{new string('d', 100)}\"", "true", "null", "[1]", "{\"n\":1}", "{\"device\":\"d1\"}",
    ];

    private static readonly string[] s_fields = ["device", "reason", "n", "m"];

    /// <summary>A rule's condition; null for none.</summary>
    public string? Condition() => random.Next(12) == 0 ? null : string.Join(" && ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Term()));

    /// <summary>An event's data; now and then no JSON.</summary>
    public string Data() => random.Next(20) == 0
        ? "no JSON"
        : "{" + string.Join(',', s_fields.Where(_ => random.Next(5) > 0).Select(f => $"\"{f}\":{Pick(s_values)}")) + (random.Next(4) == 0 ? "}" : "}".PadLeft(3));

    private string Term() => random.Next(14) switch
    {
        0 => $"vm.labels.role == \"r{random.Next(3)}\"",
        1 or 2 => $"{Field()} == {Pick(s_texts)}",
        3 => $"{Pick(s_integers)} == {Field()}",
        4 => $"{Field()} in [{Pick(s_texts)}, {Pick(s_integers)}, {Pick(s_texts)}]",
        5 or 6 or 7 => Order(Field()),
        8 => Field() is var field ? $"has({field}) && {Order(field)}" : "",
        9 => Field() is var field ? $"({Order(field)} && {Order(field)})" : "",
        10 => $"{Field()} != {Pick(s_texts)}",
        11 => $"({Order(Field())} || {Field()} == {Pick(s_texts)})",
        12 => $"!({Order(Field())})",
        _ => Field() is var field ? $"has({field}) && {field} == {Pick(s_texts)}" : "",
    };

    private string Order(string field)
    {
        var comparison = Pick(["<", "<=", ">", ">="]);
        var bound = random.Next(4) == 0 ? Pick(s_texts) : Pick(s_numbers);
        return random.Next(3) == 0 ? $"{bound} {comparison} {field}" : $"{field} {comparison} {bound}";
    }

    private string Field() => $"data.{Pick(s_fields)}";

    private string Pick(string[] values) => values[random.Next(values.Length)];
}
