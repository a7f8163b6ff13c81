using System.Collections.Immutable;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>A file of rule tests, checked. Immutable.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">The engine's time at <c>at: 0s</c>.</param>
/// <param name="Vms">The VMs there are, connected from the start, by name.</param>
/// <param name="Tests">The tests, in order; no name twice.</param>
public sealed record RuleTestFile(string Path, DateTimeOffset Start, ImmutableSortedDictionary<string, VmView> Vms, ImmutableArray<RuleTest> Tests);

/// <summary>One test: what happens, and what is to come of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">The line that it starts in.</param>
/// <param name="Inputs">What happens, by time; of one time in the file's order.</param>
/// <param name="Expectations">Checkpoints, by time.</param>
public sealed record RuleTest(string Name, int Line, ImmutableArray<TestInput> Inputs, ImmutableArray<TestExpectation> Expectations);
