using System.Collections.Immutable;

namespace Reactor.Rules.Engine;

/// <summary>What is known of a VM at the moment of an event; <c>vm</c> and <c>host</c> in expressions.</summary>
public sealed record VmView
{
    /// <summary>The VM's key: its UUID where it has one, else its configured name, else its socket's path.</summary>
    public required string Id { get; init; }

    /// <summary>The configured name, else QEMU's <c>-name</c>, else the socket's file name.</summary>
    public required string Name { get; init; }

    /// <summary>QEMU's <c>-uuid</c> (<c>query-uuid</c>); null for none or all zeros.</summary>
    public string? Uuid { get; init; }

    /// <summary>Labels from the configuration.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Name of the host that the VM runs on; the node's own name where nothing else is configured.</summary>
    public required string Host { get; init; }

    /// <summary>Labels of that host.</summary>
    public ImmutableSortedDictionary<string, string> HostLabels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Labels of the moment, set by rules (<c>set_fact</c>).</summary>
    public ImmutableSortedDictionary<string, string> Facts { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The last observed run state, as <c>query-status</c> names it; null before the first answer.</summary>
    public string? Status { get; init; }

    /// <summary>Whether expressions see the same in both, however they were made.</summary>
    internal bool IsSameAs(VmView other) =>
        ReferenceEquals(this, other)
        || (Id == other.Id && Name == other.Name && Uuid == other.Uuid && Host == other.Host && Status == other.Status
            && AreSame(Labels, other.Labels) && AreSame(HostLabels, other.HostLabels) && AreSame(Facts, other.Facts));

    private static bool AreSame(ImmutableSortedDictionary<string, string> one, ImmutableSortedDictionary<string, string> other) =>
        ReferenceEquals(one, other) || (one.Count == other.Count && one.SequenceEqual(other));
}
