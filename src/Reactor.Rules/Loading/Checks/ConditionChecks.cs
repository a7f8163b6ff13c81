using Reactor.Cel;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Finds conditions that have one outcome, whatever happens.</summary>
internal sealed class ConditionChecks(DiagnosticBag diagnostics)
{
    /// <summary>Reports a condition without which nothing matches, when it is never true. Gives the condition back.</summary>
    public CelProgram? Needed(YScalar? scalar, CelProgram? condition)
    {
        if (NeverTrue(condition) is { } why)
            diagnostics.Error(scalar!.Place, DiagnosticCodes.NeverMatches, $"this rule never matches: {why.Message}", why.Advice);
        return condition;
    }

    /// <summary>Reports a condition that is never true, where something is then never done. Gives the condition back.</summary>
    /// <param name="scalar">The condition as it stands in the file.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="follows">What follows, for people.</param>
    public CelProgram? Useful(YScalar? scalar, CelProgram? condition, string follows)
    {
        if (NeverTrue(condition) is { } why)
            diagnostics.Warn(scalar!.Place, DiagnosticCodes.NeverRuns, $"{follows}: {why.Message}", why.Advice);
        return condition;
    }

    /// <summary>Reports an exception that is always true, or never. Gives it back.</summary>
    public CelProgram? Exception(YScalar scalar, CelProgram? exception)
    {
        if (Outcome(exception) == true)
            diagnostics.Error(scalar.Place, DiagnosticCodes.NeverMatches, "this rule never matches: the exception is always true", "to switch a rule off, write mode: disabled");
        return Useful(scalar, exception, "this excepts nothing");
    }

    /// <summary>Reports a state that always holds, or never. Gives it back.</summary>
    public CelProgram? State(YScalar? scalar, CelProgram? state)
    {
        if (Outcome(state) == true)
            diagnostics.Warn(scalar!.Place, DiagnosticCodes.AlwaysTrue, "this is always true, so it says nothing of the VM", "such as vm.status == \"paused\"");
        return Needed(scalar, state);
    }

    private static (string Message, string? Advice)? NeverTrue(CelProgram? condition) => condition switch
    {
        null => null,
        _ when Outcome(condition) == false => ("this is always false", null),
        _ => Contradiction.In(condition),
    };

    // Every variable fails here; && and || absorb that, so what has an outcome all the same has it whatever the variables are.
    private static bool? Outcome(CelProgram? condition)
    {
        if (condition?.Evaluate(CelActivation.Empty) is not { } value)
            return null;
        return value.Kind == CelKind.Bool ? value.AsBool : value.Kind == CelKind.Error && condition.Slots.Count == 0 ? false : null;
    }
}
