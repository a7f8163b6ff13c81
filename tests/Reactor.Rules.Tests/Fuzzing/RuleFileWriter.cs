using System.Text;

namespace Reactor.Rules.Tests.Fuzzing;

/// <summary>Writes YAML with the keys of rule files and configurations, in block and flow style, now and then as it should be.</summary>
internal sealed class RuleFileWriter(Random random)
{
    private static readonly string[] s_keys =
    [
        "version", "rules", "lists", "macros", "name", "description", "severity", "labels", "mode", "when", "event", "if", "by", "limit", "once_per", "max", "per", "then", "alert", "id",
        "summary", "to", "send", "webhook", "url", "method", "headers", "body", "secret", "record", "key", "fields", "log", "message", "resolved_by", "within", "any_of", "not_followed_by",
        "targets", "vms", "qmp", "routes", "windows", "budgets", "secrets", "store", "http", "defaults", "on_failure", "x", "\"\"", "'a b'", "? [a]", "<<",
    ];

    private static readonly string[] s_values =
    [
        "1", "0", "-1", "2.5", "0x10", "true", "no", "null", "~", "\"\"", "STOP", "GUEST_PANICKED", "\"VNC_*\"", "'data.action == \"stop\"'", "'vm.labels.env == \"prod\"'", "\"{{ vm.name }}\"",
        "\"{{ data.x }\"", "'{{ 1 + }}'", "10m", "1h30m", "9999999999d", "critical", "error", "live", "shadow", "oncall", "\"https://a.example.net/{{ vm.id }}\"", "unix:/run/a.qmp", "&a x", "*a", "!!str 1",
        "!tag x", "|\n    a\n    b", ">-\n    {{ vm.name }}", "'it''s'", "\"\\u00e9\\x41\"", "[]", "{}", "[a, [b, {c: d}]]", "2026-03-02", "é😀", "@x", "%x", "- a", "a: b", "# c",
    ];

    private static readonly string[] s_good =
    [
        "severity: critical", "mode: shadow", "description: \"what it is\"", "labels: {team: virt, level: 3}", "limit: {once_per: 10m}", "limit: {max: 3, per: 1h}", "# a remark",
    ];

    private static readonly string[] s_goodActions =
    [
        "send: {to: oncall}", "alert: {summary: \"{{ vm.name }}\", to: oncall}", "record: {to: t, fields: {a: vm.id}}", "log: {message: >-\n          {{ event.name }}\n          }",
        "webhook: {url: \"https://a.example.net/{{ vm.id }}\", body: {a: [1, \"{{ match.count }}\"]}, secret: hook_key}",
    ];

    private static readonly string[] s_goodConditions = ["'vm.labels.env == \"prod\"'", "'event.origin != \"replay\"'", "'vm.name.matches(\"^a|b$\")'", "\"size(vm.name) > 2\""];

    public static IReadOnlyList<string> Tokens { get; } = [.. s_keys.Select(k => k + ": "), .. s_values, "- ", "\n  ", "\n", "{", "}", "[", "]", ", ", "---\n", "...\n", "&a ", "*a", "{{ ", " }}", "\t"];

    public string Next()
    {
        var text = new StringBuilder(random.Next(8) == 0 ? "" : "version: 1\n");
        if (random.Next(3) == 0)
        {
            Block(text, 0, 4);
            return text.ToString();
        }

        text.Append("rules:\n");
        for (var i = random.Next(1, 4); i > 0; i--)
            Rule(text, i);
        return text.ToString();
    }

    private void Rule(StringBuilder text, int number)
    {
        text.Append("  - name: r").Append(number).Append("\n    when: {event: STOP, if: ").Append(Often(s_goodConditions, () => Pick(s_values))).Append("}\n");
        for (var i = random.Next(3); i > 0; i--)
            text.Append("    ").Append(Often(s_good, Pair)).Append('\n');
        text.Append("    then:\n");
        for (var i = random.Next(1, 3); i > 0; i--)
            text.Append("      - ").Append(Often(s_goodActions, Pair)).Append('\n');
    }

    private string Often(string[] good, Func<string> other) => random.Next(8) > 0 ? Pick(good) : other();

    private string Pair() => $"{Pick(s_keys)}: {Flow(3)}";

    private void Block(StringBuilder text, int indent, int depth)
    {
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            text.Append(' ', indent).Append(random.Next(4) == 0 ? "- " : "").Append(Pick(s_keys)).Append(':');
            if (depth > 0 && random.Next(2) == 0)
            {
                text.Append('\n');
                Block(text, indent + random.Next(1, 5), depth - 1);
            }
            else
            {
                text.Append(' ').Append(Flow(depth)).Append('\n');
            }
        }
    }

    private string Flow(int depth) => depth == 0 ? Pick(s_values) : random.Next(4) switch
    {
        0 => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => $"{Pick(s_keys)}: {Flow(depth - 1)}"))}}}",
        1 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Flow(depth - 1)))}]",
        _ => Pick(s_values),
    };

    private string Pick(string[] all) => all[random.Next(all.Length)];
}
