using System.Collections.Immutable;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Configuration;

/// <summary>What inventory files say of VMs, whatever source these come from. Immutable.</summary>
public sealed class Inventory
{
    private readonly ImmutableDictionary<string, InventoryEntry> _exact;
    private readonly ImmutableArray<InventoryEntry> _globs;

    /// <summary>Makes one.</summary>
    /// <param name="entries">The entries, in the order of the files; nothing exact twice.</param>
    public Inventory(ImmutableArray<InventoryEntry> entries)
    {
        _exact = entries.Where(entry => !entry.IsGlob).ToImmutableDictionary(entry => entry.Vm, StringComparer.Ordinal);
        _globs = [.. entries.Where(entry => entry.IsGlob)];
    }

    /// <summary>One that says nothing.</summary>
    public static Inventory Empty { get; } = new([]);

    /// <summary>
    /// What is said of a VM: by its UUID, then by its name, then by the globs that its name fits, in their order. Of each label, and of the host, the
    /// first that says something is right.
    /// </summary>
    /// <param name="uuid">Its UUID; null for none.</param>
    /// <param name="name">What it goes by.</param>
    public (ImmutableSortedDictionary<string, string> Labels, string? Host) Find(string? uuid, string name)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        string? host = null;
        foreach (var entry in Fitting(uuid, name))
        {
            labels = entry.Labels.SetItems(labels);
            host ??= entry.Host;
        }

        return (labels, host);
    }

    private IEnumerable<InventoryEntry> Fitting(string? uuid, string name)
    {
        if (uuid is not null && _exact.TryGetValue(uuid, out var byUuid))
            yield return byUuid;
        if (_exact.TryGetValue(name, out var byName))
            yield return byName;
        foreach (var glob in _globs)
        {
            if (TextGlob.IsMatch(glob.Vm, name))
                yield return glob;
        }
    }
}

/// <summary>An entry of an inventory file.</summary>
/// <param name="Vm">A UUID in small letters, a name, or a glob of names.</param>
/// <param name="Labels">Labels of the VM.</param>
/// <param name="Host">The host it runs on; null where that isn't said.</param>
public sealed record InventoryEntry(string Vm, ImmutableSortedDictionary<string, string> Labels, string? Host)
{
    /// <summary>Whether it is said of every VM whose name fits.</summary>
    public bool IsGlob => Vm.AsSpan().ContainsAny('*', '?');
}
