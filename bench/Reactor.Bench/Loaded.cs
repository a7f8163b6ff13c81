using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading;

namespace Reactor.Bench;

/// <summary>Rules from text, by the way that files take.</summary>
internal static class Loaded
{
    private const string Path = "/bench.yaml";
    private const string ConfigurationPath = "/reactor.yaml";
    private const string Configuration = "version: 1\nnode: {name: bench}\nrules: [/bench.yaml]\nstore: {sqlite: {path: /nowhere/reactor.db}}\n";

    /// <summary>Loads a rule file's text.</summary>
    public static RuleSet Rules(string text)
    {
        var result = ReactorLoader.LoadRules([Path], new OneFile(text));
        return result.Rules ?? throw new InvalidOperationException(result.FormatDiagnostics());
    }

    /// <summary>What <c>reactor check</c> does with a rule file's text.</summary>
    public static LoadResult Check(string text) => ReactorLoader.Check([Path], new OneFile(text));

    /// <summary>A daemon's configuration, with a rule file's text.</summary>
    public static (ReactorConfiguration Configuration, RuleSet Rules) Daemon(string text)
    {
        var result = ReactorLoader.Load(ConfigurationPath, new OneFile(text));
        return (result.Configuration ?? throw new InvalidOperationException(result.FormatDiagnostics()), result.Rules!);
    }

    private sealed class OneFile(string text) : ISourceFiles
    {
        public SourceFile Read(string path) => path switch
        {
            Path => new(Path, text),
            ConfigurationPath => new(ConfigurationPath, Configuration),
            _ => throw new SourceFileException("there is no such file"),
        };

        public IReadOnlyList<string> Glob(string pattern) => pattern == Path ? [Path] : [];

        public bool IsFolder(string path) => false;

        public string FullPath(string path) => path;
    }
}
