using Reactor.Rules.Engine;

namespace Reactor.Bench.Patterns;

/// <summary>A form of <c>when</c>, keyed by device.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Rule">The rule's keys, in YAML.</param>
internal sealed record Kind(string Name, string Rule)
{
    private const string Condition = "if: 'data.action == \"stop\"'";

    public static Kind Count { get; } = new("count", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device'], at_least: 10, within: 30m}}");

    public static Kind Absence { get; } = new(
        "absence", "when: {event: BLOCK_IO_ERROR, if: 'data.operation == \"read\"', by: ['data.device'], not_followed_by: {event: BLOCK_IO_ERROR, if: 'data.operation == \"write\"'}, within: 30m}");

    public static IReadOnlyList<Kind> All { get; } =
    [
        new("each, limit", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device']}}\n    limit: {{once_per: 30m}}"),
        Count,
        new("distinct", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device'], at_least: 10, distinct: 'data.reason', within: 30m}}"),
        new("sequence", $"when: {{sequence: [{Clause("read")}, {Clause("write")}], within: 30m}}"),
        new("all_of", $"when: {{all_of: [{Clause("read")}, {Clause("write")}], within: 30m}}"),
        Absence,
        new("settle", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device'], settle: 30m, at_most: 30d}}"),
    ];

    /// <summary>An engine with this rule alone.</summary>
    public RuleEngine Engine() => new(Loaded.Rules($$$"""
        version: 1
        rules:
          - name: pattern
            {{{Rule}}}
            then: [{log: {message: "{{ vm.name }}"}}]
        """));

    private static string Clause(string operation) => $"{{event: BLOCK_IO_ERROR, if: 'data.operation == \"{operation}\"', by: ['data.device']}}";
}
