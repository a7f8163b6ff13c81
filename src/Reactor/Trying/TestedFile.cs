using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Trying;

/// <summary>A test file and what came of its tests.</summary>
internal sealed record TestedFile(RuleTestFile File, IReadOnlyList<RuleTestOutcome> Outcomes);
