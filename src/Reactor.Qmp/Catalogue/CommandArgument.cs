using System.Collections.ObjectModel;

namespace Reactor.Qmp;

/// <summary>An argument of a command; what is inside of it is not described.</summary>
/// <param name="Name">As on the wire, such as <c>node-name</c>.</param>
/// <param name="Type">
/// QAPI type: as in <see cref="EventField.Type"/>, <c>[T]</c> for a list of T, or the name of an enumeration (then <see cref="Values"/>),
/// an object or an alternative of types.
/// </param>
/// <param name="Optional">Whether it may be absent.</param>
/// <param name="Since">First QEMU release with it; null when it is as old as the command.</param>
public sealed record CommandArgument(string Name, string Type, bool Optional, string? Since = null)
{
    /// <summary>Values of an enumeration; empty for other types.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>First QEMU release of values that are younger than the enumeration.</summary>
    public IReadOnlyDictionary<string, string> ValueSince { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>First QEMU release without it; null when it is still there.</summary>
    public string? RemovedIn { get; init; }
}

/// <summary>Further arguments that depend on the value of one argument (a QAPI union).</summary>
/// <param name="Tag">The argument that decides.</param>
/// <param name="Variants">Its values, and the arguments each brings.</param>
public sealed record ArgumentBranches(string Tag, IReadOnlyDictionary<string, IReadOnlyList<CommandArgument>> Variants);
