namespace Reactor.Qmp;

/// <summary>What is known of one event (QEMU's QAPI schema).</summary>
/// <param name="Name">Such as <c>GUEST_PANICKED</c>.</param>
/// <param name="Group">The part of QEMU that defines it, such as <c>block-core</c>; <c>reactor</c> for Reactor's own, <c>other</c> where only a VM's own schema has it.</param>
/// <param name="Since">First QEMU release with it; empty for Reactor's own and where only a VM's own schema has it.</param>
/// <param name="Fields">Members of <c>data</c>, in the wire's form.</param>
/// <param name="RateLimit">QEMU's own limit on it; null when every one is sent.</param>
/// <param name="Removed">Set when newer releases no longer have it.</param>
public sealed record EventSchema(
    string Name,
    string Group,
    string Since,
    IReadOnlyList<EventField> Fields,
    EventRateLimit? RateLimit = null,
    EventRemoval? Removed = null)
{
    /// <summary>True for an event that Reactor makes itself; QEMU never sends one.</summary>
    public bool Own { get; init; }

    /// <summary>QEMU's mark for what may change without notice.</summary>
    public bool Unstable { get; init; }

    /// <summary>Name of the schema type of <c>data</c> where it has one.</summary>
    public string? DataType { get; init; }

    /// <summary>Build setting of QEMU that it depends on, such as <c>CONFIG_SPICE</c>; null when it is always there.</summary>
    public string? Condition { get; init; }

    /// <summary>The member of <c>data</c> of this name, or null.</summary>
    public EventField? Field(string name) => Fields.FirstOrDefault(f => f.Name == name);
}

/// <summary>An event that newer releases no longer send.</summary>
/// <param name="In">First QEMU release without it.</param>
/// <param name="ReplacedBy">The event that took its place, if any.</param>
public sealed record EventRemoval(string In, string? ReplacedBy);
