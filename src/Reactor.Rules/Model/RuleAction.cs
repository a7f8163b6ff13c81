using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>One entry of a rule's <c>then</c>.</summary>
public abstract record RuleAction
{
    /// <summary>
    /// Where it stands in its rule, such as <c>then[0].webhook</c>, or <c>then[0].on_failure[1].send</c>. Ids of deliveries and steps are made
    /// from it.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Its name; null where none is given.</summary>
    public string? Name { get; init; }

    /// <summary>Must be true, or the action is left out; null: always. Where it fails at run time, notifications are sent all the same.</summary>
    public CelProgram? If { get; init; }

    /// <summary>
    /// What is done where it fails: a delivery that is given up, a step that failed or whose budget is spent. In order; steps among them run
    /// after all others.
    /// </summary>
    public ImmutableArray<RuleAction> OnFailure { get; init; } = [];

    /// <summary>Whether a run goes on after this step failed (<c>continue: true</c>). Steps only.</summary>
    public bool ContinuesOnFailure { get; init; }

    /// <summary>Its key in the rule file, such as <c>alert</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>An action that runs as a durable step, one after another: its intent is committed before, its result after.</summary>
public abstract record StepAction : RuleAction
{
    /// <summary>Name of the budget that it takes from, in the transaction of its intent; null: none.</summary>
    public string? Budget { get; init; }

    /// <summary>Time for a command or program. A command that took longer has an unknown outcome; a program is killed. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
