using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an inventory file, and of its entries.</summary>
internal static class InventoryFileShape
{
    public static readonly Shape Shape = new Shape("an inventory file").Elsewhere("rules", "rules stand in rule files").Elsewhere("hosts", "name a VM's host in its entry: web1: {host: h1}");

    public static readonly Shape EntryShape = new("an inventory entry");

    private static readonly Key<ImmutableArray<Named<string>>> s_labels = EntryShape.Optional("labels", CommonReadings.Labels, "Labels of the VM; default: none.");
    private static readonly Key<string> s_host = EntryShape.Optional("host", CommonReadings.HostName, "The host it runs on; default: what its source says.");

    private static readonly Reading<InventoryEntrySyntax> s_entry = new ObjectReading<InventoryEntrySyntax>(EntryShape, f => new(f.GetOr(s_labels, []), f.Get(s_host)));

    private static readonly Key<int> s_version = Shape.Required("version", CommonReadings.Version, "The version of the format: 1.");
    private static readonly Key<ImmutableArray<Named<InventoryEntrySyntax>>> s_vms = Shape.Required(
        "vms", Collections.Map(CommonReadings.VmName, s_entry), "What is said of VMs, by UUID, by name, or by a glob of names.");

    public static Reading<InventoryFileSyntax> Reading { get; } = new ObjectReading<InventoryFileSyntax>(Shape, f =>
    {
        f.Get(s_version);
        return new InventoryFileSyntax(f.GetOr(s_vms, []));
    });
}

internal sealed record InventoryFileSyntax(ImmutableArray<Named<InventoryEntrySyntax>> Vms);

internal sealed record InventoryEntrySyntax(ImmutableArray<Named<string>> Labels, string? Host);
