using System.Collections.Immutable;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>What is to be done for events of one name.</summary>
/// <param name="Resolves">Clauses that may end alerts.</param>
/// <param name="Rules">Rules that may match.</param>
internal sealed record EventPlan(ImmutableArray<ResolveStep> Resolves, ImmutableArray<RuleStep> Rules)
{
    public static EventPlan Empty { get; } = new([], []);

    public bool IsEmpty => Resolves.IsEmpty && Rules.IsEmpty;
}

/// <summary>A rule that may match.</summary>
/// <param name="Rule">Its position in the set.</param>
/// <param name="Condition">Its condition's number; -1 for none.</param>
internal readonly record struct RuleStep(int Rule, int Condition);

/// <summary>A clause that may end alerts.</summary>
/// <param name="Rule">Its rule's position in the set.</param>
/// <param name="Alert">Its action.</param>
/// <param name="Condition">Its condition's number; -1 for none.</param>
internal readonly record struct ResolveStep(int Rule, AlertAction Alert, int Condition);
