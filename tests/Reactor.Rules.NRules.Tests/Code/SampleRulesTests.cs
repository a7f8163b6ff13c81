using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.Tests.Loading;
using Reactor.Samples.CodeRules;

namespace Reactor.Rules.NRules.Tests.Code;

/// <summary>The sample plug-in, from a folder as it is deployed: its rules, by the tests that come with them.</summary>
public sealed class SampleRulesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reactor-code-rules-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Tests_of_the_sample_pass()
    {
        var load = Load();
        Assert.False(load.HasErrors, load.FormatDiagnostics());
        var runner = new RuleTestRunner(load.File!, load.Rules!, load.Configuration!);

        Assert.Equal(["disks-failing-on-one-host", "panicked-without-peer"], load.Rules!.Rules.Select(r => r.Name));
        Assert.True(load.File!.Tests.Length >= 5);
        Assert.All(load.File!.Tests, test => Assert.Empty(runner.Run(test).Failures.SelectMany(f => f.Lines)));
    }

    [Fact]
    public void Plugin_that_is_loaded_again_unchanged_means_the_same() =>
        Assert.Equal(Load().Rules!.Rules.Select(r => r.Fingerprint), Load().Rules!.Rules.Select(r => r.Fingerprint));

    [Fact]
    public void Build_that_hosts_no_rules_in_code_says_so()
    {
        var load = Load(new LoadOptions());

        Assert.Contains("reactor.yaml:3:13: error: this build of Reactor hosts no rules in C#", load.FormatDiagnostics(), StringComparison.Ordinal);
    }

    private RuleTestLoad Load(LoadOptions? options = null)
    {
        var plugins = _folder.CreateSubdirectory("plugins");
        File.Copy(typeof(DisksFailingOnOneHost).Assembly.Location, Path.Combine(plugins.FullName, "Reactor.Samples.CodeRules.dll"), overwrite: true);
        foreach (var file in new[] { "reactor.yaml", "tests.yaml" })
            File.Copy(Repository.PathOf($"samples/code-rules/{file}"), Path.Combine(_folder.FullName, file), overwrite: true);
        return RuleTestLoader.Load(Path.Combine(_folder.FullName, "tests.yaml"), new DiskSourceFiles(), options ?? new LoadOptions { CodeRules = CodeRules.Load });
    }
}
