using System.Collections.Immutable;

namespace Reactor.Reactions.Simulation.Testing;

/// <summary>What came of a rule test.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="Line">The line that it starts in.</param>
/// <param name="Failures">What is not as expected; none: it passed.</param>
public sealed record RuleTestOutcome(string Name, int Line, ImmutableArray<RuleTestFailure> Failures)
{
    /// <summary>Whether all was as expected.</summary>
    public bool Passed => Failures.IsEmpty;
}

/// <summary>A checkpoint at which something was not as expected.</summary>
/// <param name="At">The checkpoint's time, from the test's start.</param>
/// <param name="Line">The line that it starts in.</param>
/// <param name="Lines">What is missing (<c>-</c>) and what came instead (<c>+</c>), for people.</param>
public sealed record RuleTestFailure(TimeSpan At, int Line, ImmutableArray<string> Lines);
