namespace Reactor.Cel;

/// <summary>What compiling an expression gave.</summary>
/// <param name="Program">The program; null if and only if there is an error among the diagnostics.</param>
/// <param name="Diagnostics">All that was found, by offset.</param>
public sealed record CelCompilation(CelProgram? Program, IReadOnlyList<CelDiagnostic> Diagnostics);
