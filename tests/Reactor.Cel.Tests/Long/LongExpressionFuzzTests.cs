using EndToEnd.Long;
using Reactor.Cel.Tests.Fuzzing;
using Reactor.Fuzzing;
using Xunit.Abstractions;

namespace Reactor.Cel.Tests.Long;

/// <summary>As <see cref="ExpressionFuzzTests"/>, for many minutes. What ran is written down in tests/EndToEnd/Long/README.md.</summary>
public sealed class LongExpressionFuzzTests(ITestOutputHelper output)
{
    private const int Runs = 500_000;

    [LongFact]
    public void Written_expressions_keep_every_bound() =>
        Fuzz.Run(output, Fuzz.LongRuns(Runs), r => new ExpressionWriter(r).Next(), ExpressionUnderTest.Check);

    [LongFact]
    public void Changed_expressions_keep_every_bound() => Fuzz.Run(output, Fuzz.LongRuns(Runs), ExpressionFuzzTests.Changed, ExpressionUnderTest.Check);
}
