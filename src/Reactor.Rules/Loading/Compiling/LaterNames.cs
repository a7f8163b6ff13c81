using Reactor.Cel;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>The names of the language's expressions that this version doesn't have.</summary>
internal static class LaterNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["secret"];

    /// <summary>The one that a finding complains of; null for any other finding.</summary>
    public static string? In(CelDiagnostic finding) => All.FirstOrDefault(name => finding.Message == $"there is no '{name}' here");
}
