using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Names of the language that are known at another place only: where that is.</summary>
internal static class NamesElsewhere
{
    private const string OfMatches = "it is known of a whole match: in `having` and in actions";
    private const string OfFirings = "it is known once a rule fires: in actions";
    private const string OfSteps = "it is known in steps (gather, qmp, exec) and in `on_failure`";

    private static readonly (string Name, string Advice)[] s_names =
    [
        ("data", "an event's data is known where an event is: in `if`, `by`, `having` and actions"),
        ("event", "an event is known in `if`, `by`, `having` and actions, not in a state"),
        ("first", "it is known of a whole match: in `having`, in actions, and in the `if` of `resolved_by`"),
        ("last", OfMatches), ("previous", OfMatches), ("match", OfMatches),
        ("suppressed", OfFirings), ("firing", OfFirings),
        ("gathered", OfSteps), ("steps", OfSteps),
        ("result", "it is the answer to the question of `only_if`, known in its `check`"),
    ];

    /// <summary>What to do about the result of a step that runs later; null for any other finding.</summary>
    public static string? Later(CelDiagnostic finding, IEnumerable<string> later) =>
        later.FirstOrDefault(name => finding.Message == $"steps has no field '{name}'") is { } step ? $"{step} runs after this action: put it before, or ask in a later one" : null;

    /// <summary>What to do about a name that isn't known here; null for any other finding.</summary>
    public static string? Advice(CelDiagnostic finding)
    {
        if (finding.Message.StartsWith("steps has no field", StringComparison.Ordinal))
            return "`steps` has what gather, qmp and exec actions with a `name` gave that ran before this one";
        if (finding.Message.StartsWith("gathered has no field", StringComparison.Ordinal))
            return "`gathered` has what commands of `gather` answered before this action";
        if (RuleTypes.RunStates.FirstOrDefault(state => finding.Message == $"there is no '{state}' here") is { } run)
            return $"did you mean vm.status == \"{run}\"?";
        return s_names.FirstOrDefault(n => finding.Message == $"there is no '{n.Name}' here").Advice;
    }
}
