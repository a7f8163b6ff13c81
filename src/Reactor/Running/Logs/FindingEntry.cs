using System.Collections;
using Reactor.Rules.Diagnostics;

namespace Reactor.Running.Logs;

/// <summary>One finding in a file, as what a log entry is made of: its fields for programs, its text in one line, and for people the line that it is about.</summary>
/// <param name="found">The finding.</param>
/// <param name="sources">The texts of the files.</param>
internal sealed class FindingEntry(Diagnostic found, IReadOnlyDictionary<string, string> sources) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>What kind of entry it is.</summary>
    public static readonly EventId Event = new(0, "Finding");

    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("File", found.File), new("Line", found.IsOfFile ? null : found.Line), new("Column", found.IsOfFile ? null : found.Column),
        new("Code", found.Code), new("Message", found.Message), new("Suggestion", found.Suggestion),
    ];

    public int Count => _fields.Length;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    /// <summary>The text with the line in question and a mark beneath.</summary>
    public IEnumerable<string> Lines => DiagnosticFormatter.Format([found], sources).TrimEnd().Split('\n');

    /// <summary>All in one line.</summary>
    public override string ToString() => string.Join(' ', DiagnosticFormatter.Format(found, null).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
