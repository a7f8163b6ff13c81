using Reactor.Rules.Yaml;

namespace Reactor.Rules.Diagnostics;

/// <summary>Finds the lines that findings point at; splits each file once.</summary>
internal sealed class SourceLines(IReadOnlyDictionary<string, string> sources)
{
    private readonly Dictionary<string, SourceText?> _split = new(StringComparer.Ordinal);

    public string? Find(Diagnostic diagnostic)
    {
        if (!_split.TryGetValue(diagnostic.File, out var source))
        {
            source = sources.TryGetValue(diagnostic.File, out string? text) ? new SourceText(diagnostic.File, text) : null;
            _split.Add(diagnostic.File, source);
        }

        return source is not null && !diagnostic.IsOfFile && diagnostic.Line <= source.LineCount ? source.Line(diagnostic.Line) : null;
    }
}
