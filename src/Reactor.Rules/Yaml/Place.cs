namespace Reactor.Rules.Yaml;

/// <summary>A range within one line of a file: what a diagnostic points at.</summary>
/// <param name="Source">The file.</param>
/// <param name="Offset">Where it starts, in UTF-16 units from the text's start.</param>
/// <param name="Length">How long it is, at least 1.</param>
public readonly record struct Place(SourceText Source, int Offset, int Length)
{
    /// <summary>Line, from 1.</summary>
    public int Line => Source.LineOf(Offset);

    /// <summary>Column, from 1.</summary>
    public int Column => Source.ColumnOf(Offset);

    /// <summary><c>file:line:column</c>.</summary>
    public override string ToString() => $"{Source.Path}:{Line}:{Column}";
}
