using Reactor.Fuzzing;
using Xunit.Abstractions;

namespace Reactor.Rules.Tests.Fuzzing;

/// <summary>The YAML reader, the binder and the compiler of rules against files that are written at random, and the samples changed at random.</summary>
public sealed class RuleFileFuzzTests(ITestOutputHelper output)
{
    private const int ShortRun = 400;

    private static readonly IReadOnlyList<string> s_rules = Samples("config/rules");

    [Fact]
    public void Written_rule_files_keep_every_bound() => Fuzz.Run(output, ShortRun, r => new RuleFileWriter(r).Next(), FileUnderTest.CheckRules);

    [Fact]
    public void Changed_rule_files_keep_every_bound() => Fuzz.Run(output, ShortRun, ChangedRules, FileUnderTest.CheckRules);

    [Fact]
    public void Changed_configurations_keep_every_bound() => Fuzz.Run(output, ShortRun, ChangedSettings, FileUnderTest.CheckSettings);

    internal static string ChangedRules(Random random) => new Mutator(random, [.. s_rules, new RuleFileWriter(random).Next()], RuleFileWriter.Tokens).Next();

    // The sample's rules stand in files that aren't here.
    internal static string ChangedSettings(Random random) =>
        new Mutator(random, ["version: 1\nnode: {name: h1, labels: {rack: r7}}\nqemu_min: \"6.2\"\nvms:\n  - {name: a, qmp: \"unix:/run/a.qmp\", labels: {env: prod}}\n"
            + "secrets:\n  k: {file: hook.key}\ntargets:\n  t: {webhook: {url: \"https://hooks.example.net/in\"}}\n"], RuleFileWriter.Tokens).Next();

    private static IReadOnlyList<string> Samples(string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Reactor.sln")))
            root = root.Parent;
        Assert.NotNull(root);
        return [.. Directory.GetFiles(Path.Combine(root.FullName, folder), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
    }
}
