using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Matching;

/// <summary>What is to be done for events of one name.</summary>
/// <param name="Number">Its place among all that are remembered, from 0; -1 where it isn't.</param>
/// <param name="Event">The name.</param>
/// <param name="Resolves">Entries of <c>resolved_by</c> that may end alerts.</param>
/// <param name="Rules">Rules that may match, in the order of the files. A rule over a VM's state is among them for every name: any event shows its VM.</param>
/// <param name="IsWanted">Whether some rule looks for this very name; that of a step's expectation too.</param>
/// <param name="Gates">The rules by what they can't match without.</param>
internal sealed record EventPlan(int Number, string Event, ImmutableArray<ResolveStep> Resolves, ImmutableArray<RuleStep> Rules, bool IsWanted, Gates Gates);

/// <summary>A rule that may match.</summary>
/// <param name="Rule">Its position in the set.</param>
/// <param name="Clauses">Those of its clauses that mean the name; none for a rule over a VM's state.</param>
internal sealed record RuleStep(int Rule, ImmutableArray<ClauseStep> Clauses);

/// <summary>A clause that may be filled.</summary>
/// <param name="Clause">Its position in the pattern.</param>
/// <param name="Condition">Its condition's number; -1 for none.</param>
internal readonly record struct ClauseStep(int Clause, int Condition);

/// <summary>An entry of <c>resolved_by</c> that may end alerts.</summary>
/// <param name="Rule">Its rule's position in the set.</param>
/// <param name="Resolver">Its position among all entries of the rule.</param>
/// <param name="Condition">Its condition's number; -1 for none, or where that is <paramref name="Left"/>.</param>
/// <param name="Left">A condition over the alert's opening event, left to who holds the alerts.</param>
internal sealed record ResolveStep(int Rule, int Resolver, int Condition, CelProgram? Left);

/// <summary>An entry of a rule's <c>resolved_by</c>.</summary>
/// <param name="Alert">Its action.</param>
/// <param name="Entry">The entry.</param>
internal sealed record RuleResolver(AlertAction Alert, Resolver Entry);
