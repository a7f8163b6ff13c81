using Reactor.Rules.Yaml;

namespace Reactor.Rules.Diagnostics;

/// <summary>Collects findings; bounded, so that a hostile file can't fill the memory with them.</summary>
public sealed class DiagnosticBag
{
    /// <summary>Most findings that are kept; further ones are counted.</summary>
    public const int Capacity = 5_000;

    private readonly List<Diagnostic> _found = [];
    private readonly HashSet<Diagnostic> _seen = [];

    /// <summary>How many findings were not kept.</summary>
    public int Dropped { get; private set; }

    /// <summary>Whether there is an error among the findings.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>The findings by file, line and column.</summary>
    public IReadOnlyList<Diagnostic> Sorted() =>
        [.. _found.OrderBy(d => d.File, StringComparer.Ordinal).ThenBy(d => d.Line).ThenBy(d => d.Column).ThenByDescending(d => d.Severity)];

    /// <summary>Adds an error.</summary>
    public void Error(Place place, string code, string message, string? suggestion = null) =>
        Add(Of(DiagnosticSeverity.Error, place, code, message, suggestion));

    /// <summary>Adds a warning.</summary>
    public void Warn(Place place, string code, string message, string? suggestion = null) =>
        Add(Of(DiagnosticSeverity.Warning, place, code, message, suggestion));

    /// <summary>Adds an error about a file as a whole, such as one that can't be read.</summary>
    public void FileError(string path, string code, string message, string? suggestion = null) =>
        Add(new Diagnostic(DiagnosticSeverity.Error, code, path, 0, 0, 0, message, suggestion));

    /// <summary>Adds a warning about a file as a whole.</summary>
    public void FileWarning(string path, string code, string message, string? suggestion = null) =>
        Add(new Diagnostic(DiagnosticSeverity.Warning, code, path, 0, 0, 0, message, suggestion));

    /// <summary>Adds a finding. One that was found already (a node read again through an alias) is not added twice.</summary>
    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        HasErrors |= diagnostic.Severity == DiagnosticSeverity.Error;
        if (_found.Count >= Capacity)
        {
            Dropped++;
            return;
        }

        if (_seen.Add(diagnostic))
            _found.Add(diagnostic);
    }

    private static Diagnostic Of(DiagnosticSeverity severity, Place place, string code, string message, string? suggestion) =>
        new(severity, code, place.Source.Path, place.Line, place.Column, place.Length, message, suggestion);
}
