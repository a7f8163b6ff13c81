using Reactor.Cel;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>The names of the language's expressions that this version doesn't have.</summary>
internal static class LaterNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["first", "last", "previous", "gathered", "steps", "secret", "result", "vm.facts", "match.blind"];

    /// <summary>The one that a finding complains of; null for any other finding.</summary>
    public static string? In(CelDiagnostic finding) => All.FirstOrDefault(name => name.Split('.') is [var owner, var field]
        ? finding.Message == $"{owner} has no field '{field}'"
        : finding.Message == $"there is no '{name}' here");
}
