using System.Collections.Immutable;

namespace Reactor.Rules.Expressions;

/// <summary>Whose results an action may name: those of actions that ran before it.</summary>
/// <param name="Steps">Names of steps, for <c>steps</c>.</param>
/// <param name="Gathered">Names of gathered commands, for <c>gathered</c>.</param>
internal sealed record StepNames(ImmutableArray<string> Steps, ImmutableArray<string> Gathered)
{
    /// <summary>None.</summary>
    public static StepNames None { get; } = new([], []);
}
