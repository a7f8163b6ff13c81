using Reactor.Rules.Loading;

namespace Reactor.Reactions.Tests.Support;

/// <summary>A main configuration and a rule file, in memory.</summary>
internal sealed class OneFolder(string configuration, string rules) : ISourceFiles
{
    public SourceFile Read(string path) =>
        new(path, path.EndsWith("reactor.yaml", StringComparison.Ordinal) ? configuration : rules);

    public IReadOnlyList<string> Glob(string pattern) => [pattern];

    public bool IsFolder(string path) => false;

    public string FullPath(string path) => Path.IsPathRooted(path) ? path : "/etc/reactor/" + path;
}
