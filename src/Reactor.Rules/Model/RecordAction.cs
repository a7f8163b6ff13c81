using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>Writes a row of a record table.</summary>
public sealed record RecordAction : RuleAction
{
    /// <inheritdoc/>
    public override string Kind => "record";

    /// <summary>The table's name.</summary>
    public required string Table { get; init; }

    /// <summary>Names of the fields that tell rows apart; a row of an equal key is updated. Empty: every row is appended.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>The fields, in order, each name once.</summary>
    public required ImmutableArray<RecordField> Fields { get; init; }
}

/// <summary>A field of a recorded row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Program">Its value, type kept; null where it fails.</param>
public sealed record RecordField(string Name, CelProgram Program);
