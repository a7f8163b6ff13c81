using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Loading;

/// <summary>What loading gave: either all of it, or what is wrong with it.</summary>
/// <param name="Configuration">The main configuration; null when there is an error or none was loaded.</param>
/// <param name="Rules">The rules; null when there is an error.</param>
/// <param name="Diagnostics">All that was found, by file, line and column.</param>
/// <param name="Sources">The texts of all files that were read, by path, for showing the lines in question.</param>
public sealed record LoadResult(
    ReactorConfiguration? Configuration, RuleSet? Rules, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyDictionary<string, string> Sources)
{
    /// <summary>How many findings were not kept in <see cref="Diagnostics"/>.</summary>
    public int DroppedDiagnostics { get; init; }

    /// <summary>Whether there is an error: then nothing of this load may be used.</summary>
    public bool HasErrors { get; init; }

    /// <summary>How many rules were read, those with faults too.</summary>
    public int RuleCount { get; init; }

    /// <summary>Where the store is, known even when there are errors elsewhere: what was stored can be read all the same. Null when not even that can be told.</summary>
    public string? StorePath { get; init; }

    /// <summary>The findings as text for people.</summary>
    public string FormatDiagnostics() => DiagnosticFormatter.Format(Diagnostics, Sources, DroppedDiagnostics);
}
