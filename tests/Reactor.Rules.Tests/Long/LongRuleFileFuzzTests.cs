using EndToEnd.Long;
using Reactor.Fuzzing;
using Reactor.Rules.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Reactor.Rules.Tests.Long;

/// <summary>As <see cref="RuleFileFuzzTests"/>, for many minutes. What ran is written down in tests/EndToEnd/Long/README.md.</summary>
public sealed class LongRuleFileFuzzTests(ITestOutputHelper output)
{
    private const int Runs = 100_000;

    [LongFact]
    public void Written_rule_files_keep_every_bound() => Fuzz.Run(output, Fuzz.LongRuns(Runs), r => new RuleFileWriter(r).Next(), FileUnderTest.CheckRules);

    [LongFact]
    public void Changed_rule_files_keep_every_bound() => Fuzz.Run(output, Fuzz.LongRuns(Runs), RuleFileFuzzTests.ChangedRules, FileUnderTest.CheckRules);

    [LongFact]
    public void Changed_configurations_keep_every_bound() => Fuzz.Run(output, Fuzz.LongRuns(Runs), RuleFileFuzzTests.ChangedSettings, FileUnderTest.CheckSettings);
}
