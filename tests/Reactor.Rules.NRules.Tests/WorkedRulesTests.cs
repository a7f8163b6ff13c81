using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.NRules.Tests;

/// <summary>The rules that come with Reactor, by their own tests, on this engine.</summary>
public sealed class WorkedRulesTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathOf("config/tests"), "*.yaml").Select(p => Path.GetFileName(p)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Rule_tests_of_the_repository_pass(string file)
    {
        var made = 0;
        IRuleEngine Make(RuleSet rules)
        {
            made++;
            return NRulesEngine.Create(rules);
        }

        var options = new LoadOptions { Engines = new Dictionary<string, Func<RuleSet, IRuleEngine>> { ["nrules"] = Make } };
        var load = RuleTestLoader.Load(Repository.PathOf($"config/tests/{file}"), new WithEngine(), options);
        Assert.False(load.HasErrors, load.FormatDiagnostics());

        var runner = new RuleTestRunner(load.File!, load.Rules!, load.Configuration!);

        Assert.All(load.File!.Tests, test => Assert.Empty(runner.Run(test).Failures.SelectMany(f => f.Lines)));
        Assert.NotEqual(0, made);
    }

    /// <summary>The files of the disk, the main configuration with this engine.</summary>
    private sealed class WithEngine : ISourceFiles
    {
        private readonly DiskSourceFiles _disk = new();

        public SourceFile Read(string path)
        {
            var file = _disk.Read(path);
            return FullPath(path) == Repository.PathOf("config/reactor.yaml") ? file with { Text = file.Text + "\nengine: nrules\n" } : file;
        }

        public IReadOnlyList<string> Glob(string pattern) => _disk.Glob(pattern);

        public bool IsFolder(string path) => _disk.IsFolder(path);

        public string FullPath(string path) => _disk.FullPath(path);
    }
}
