using System.Collections.ObjectModel;

namespace Reactor.Qmp;

/// <summary>A member of an event's <c>data</c>, or of an object in it.</summary>
/// <param name="Name">As on the wire, such as <c>node-name</c>.</param>
/// <param name="Type">
/// QAPI type: <c>str</c>, <c>bool</c>, <c>int</c> (64-bit signed), <c>size</c>, <c>uint64</c> (unsigned), <c>uint32</c>,
/// <c>uint16</c>, <c>any</c>, or the name of an enumeration (then <see cref="Values"/>) or an object (then <see cref="Fields"/>). A VM's own
/// schema names no types: there, what the default catalogue doesn't know is <c>enum</c>, <c>object</c>, <c>alternate</c>, <c>[T]</c> for a
/// list of T, or <c>integer</c> for a whole number of which neither size nor sign is known.
/// </param>
/// <param name="Optional">Whether it may be absent.</param>
/// <param name="Since">First QEMU release with this member; null when it is as old as the event.</param>
public sealed record EventField(string Name, string Type, bool Optional, string? Since = null)
{
    /// <summary>Values of an enumeration; empty for other types.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>First QEMU release of values that are younger than the enumeration.</summary>
    public IReadOnlyDictionary<string, string> ValueSince { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Members of an object; empty for other types.</summary>
    public IReadOnlyList<EventField> Fields { get; init; } = [];

    /// <summary>Further members, by the value of one of <see cref="Fields"/>; null where there are none.</summary>
    public EventBranches? Branches { get; init; }

    /// <summary>Build setting of QEMU that it depends on; null when it is always there.</summary>
    public string? Condition { get; init; }
}

/// <summary>Members of an object that depend on the value of one member (a QAPI union).</summary>
/// <param name="Tag">The member that decides.</param>
/// <param name="Variants">Its values, and the members each brings.</param>
public sealed record EventBranches(string Tag, IReadOnlyDictionary<string, IReadOnlyList<EventField>> Variants);
