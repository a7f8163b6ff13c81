namespace Reactor.Rules.NRules.Code;

/// <summary>A table that a rule in C# records rows in.</summary>
/// <param name="table">Its name.</param>
/// <param name="fields">The fields of a row.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class CodeRecordAttribute(string table, params string[] fields) : Attribute
{
    /// <summary>The table's name.</summary>
    public string Table { get; } = table;

    /// <summary>The fields of a row.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;

    /// <summary>Those that tell rows apart; none: every row is appended.</summary>
    public string[] Key { get; init; } = [];
}
