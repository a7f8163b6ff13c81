using Reactor.Cel;

namespace Reactor.Rules.Templates;

/// <summary>What parsing a template gave.</summary>
/// <typeparam name="T">The kind of template.</typeparam>
/// <param name="Value">The template; null if and only if there is an error among the diagnostics.</param>
/// <param name="Diagnostics">All that was found; offsets are into the template's text.</param>
public sealed record Parsed<T>(T? Value, IReadOnlyList<CelDiagnostic> Diagnostics)
    where T : class;
