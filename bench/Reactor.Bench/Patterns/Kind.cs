using Reactor.Rules.Engine;

namespace Reactor.Bench.Patterns;

/// <summary>A form of <c>when</c>, keyed by device.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Rule">The rule's keys, in YAML.</param>
/// <param name="Look">What it is when it is first written.</param>
internal sealed record Kind(string Name, string Rule, NaiveLook Look)
{
    private const string Condition = "if: 'data.action == \"stop\"'";

    public static Kind Count { get; } = new("count", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device'], at_least: 10, within: 30m}}", Naive.Count);

    public static Kind Absence { get; } = new(
        "absence",
        "when: {event: BLOCK_IO_ERROR, if: 'data.operation == \"read\"', by: ['data.device'], not_followed_by: {event: BLOCK_IO_ERROR, if: 'data.operation == \"write\"'}, within: 30m}",
        Naive.Due);

    public static IReadOnlyList<Kind> All { get; } =
    [
        new("each, once in a time", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device']}}\n    limit: {{once_per: 30m}}", Naive.Count),
        new("each, so many in a time", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device']}}\n    limit: {{max: 10, per: 30m}}", Naive.Count),
        new("any_of, once in a time", $"when: {{any_of: [{Clause("read")}, {Clause("write")}]}}\n    limit: {{once_per: 30m}}", Naive.Count),
        Count,
        new("distinct", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device'], at_least: 10, distinct: 'data.reason', within: 30m}}", Naive.Distinct),
        new("sequence", $"when: {{sequence: [{Clause("read")}, {Clause("write")}], within: 30m}}", Naive.Other),
        new("all_of", $"when: {{all_of: [{Clause("read")}, {Clause("write")}], within: 30m}}", Naive.Other),
        Absence,
        new("settle", $"when: {{event: BLOCK_IO_ERROR, {Condition}, by: ['data.device'], settle: 30m, at_most: 30d}}", Naive.Due),
        new("state", "when: {state: 'vm.status == \"running\"', for: 30m}", Naive.Due) { IsOfState = true },
    ];

    /// <summary>Whether its keys are VMs, and what is observed of them is what it takes in.</summary>
    public bool IsOfState { get; init; }

    /// <summary>What it takes in when this came.</summary>
    public EngineInput Input(SeenEvent seen) => IsOfState ? new StateObserved(seen.Vm, seen.Event.Id, seen.At, seen.At) : seen;

    /// <summary>Events of so many keys.</summary>
    public KeyedEvents Events(int keys) => IsOfState ? new(keys, devicesOfVm: 1) : new(keys);

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
