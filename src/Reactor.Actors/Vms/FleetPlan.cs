using System.Collections.Immutable;
using Reactor.Actors.Discovery;
using Reactor.Actors.Status;
using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Vms;

/// <summary>Which VMs are to be watched, and where further ones are looked for. Immutable; a reload replaces it whole.</summary>
internal sealed class FleetPlan
{
    private readonly Dictionary<string, MonitoredVm> _byKey;
    private readonly ImmutableArray<(SocketPattern Pattern, DiscoverConfiguration Place)> _places;
    private readonly NodeConfiguration _node;
    private readonly Inventory _inventory;

    private FleetPlan(
        ImmutableArray<MonitoredVm> listed, ImmutableArray<DiscoverConfiguration> discover, ImmutableArray<ListenConfiguration> listen, NodeConfiguration node, Inventory inventory)
    {
        Listed = listed;
        Listeners = listen;
        (_node, _inventory) = (node, inventory);
        _byKey = listed.ToDictionary(vm => vm.Key, StringComparer.Ordinal);
        _places = [.. discover.Select(place => (new SocketPattern(place.Sockets), place))];
        // The sockets of listed VMs are looked at too: one that comes back is dialled at once.
        Patterns = [.. _places.Select(place => place.Pattern), .. listed.Select(vm => vm.Address).OfType<UnixQmpAddress>().Select(unix => new SocketPattern(Path.GetFullPath(unix.Path)))];
    }

    /// <summary>The listed VMs, in the configuration's order.</summary>
    public ImmutableArray<MonitoredVm> Listed { get; }

    /// <summary>Where VMs dial in.</summary>
    public ImmutableArray<ListenConfiguration> Listeners { get; }

    /// <summary>Where sockets are looked for.</summary>
    public ImmutableArray<SocketPattern> Patterns { get; }

    /// <summary>Of a configuration.</summary>
    public static FleetPlan From(ReactorConfiguration configuration) =>
        new([.. configuration.Vms.Select(vm => ToVm(vm, configuration))], configuration.Discover, configuration.Listen, configuration.Node, configuration.Inventory);

    /// <summary>Of listed VMs alone.</summary>
    public static FleetPlan Of(params ImmutableArray<MonitoredVm> listed) =>
        new(listed, [], [], new NodeConfiguration("localhost", ImmutableSortedDictionary<string, string>.Empty), Inventory.Empty);

    /// <summary>The listed VM of a monitor; null for none.</summary>
    public MonitoredVm? FindListed(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The VM whose monitor is at a path, by the first place that names it; null where none does.</summary>
    public MonitoredVm? Discover(string path)
    {
        foreach (var (pattern, place) in _places)
        {
            if (pattern.IsMatch(path))
            {
                return new MonitoredVm(VmNameText.OfFile(path), new UnixQmpAddress(path), _node.Name, place.Labels, _node.Labels)
                {
                    Source = VmSource.Discovered, ForgetAfter = place.ForgetAfter, Management = place.Management, Inventory = _inventory, Node = _node,
                };
            }
        }

        return null;
    }

    /// <summary>A VM that dials in.</summary>
    /// <param name="place">Where.</param>
    /// <param name="uuid">Its UUID; null for none.</param>
    /// <param name="name">What it calls itself; null for nothing.</param>
    /// <param name="process">Its process, where that is what tells it from others.</param>
    public MonitoredVm DialledIn(ListenConfiguration place, string? uuid, string? name, string? process)
    {
        var who = uuid ?? name;
        var key = $"{place.Address} {who}{(process is null ? "" : $" process {process}")}";
        return new MonitoredVm(name ?? uuid ?? $"process {process}", place.Address, _node.Name, place.Labels, _node.Labels)
        {
            Key = key, Source = VmSource.DialledIn, ForgetAfter = place.ForgetAfter, Management = place.Management, Inventory = _inventory, Node = _node,
        };
    }

    /// <summary>The VM that was known in an earlier run, and may come again; null where it is not to be watched any more.</summary>
    public MonitoredVm? Find(VmStateRow row) =>
        FindListed(row.Address) is { } listed ? listed
        : !QmpAddress.TryParse(row.Address, out var parsed, out _) || parsed is not UnixQmpAddress unix ? null
        : Listeners.FirstOrDefault(place => place.Address == unix) is { } place ? DialledIn(place, row.Uuid, row.Name, null)
        : Discover(unix.Path);

    /// <summary>The same VM, that was found or has called, by this plan; null where it is not to be watched any more.</summary>
    public MonitoredVm? Again(MonitoredVm vm) => vm.Source switch
    {
        VmSource.Discovered when FindListed(vm.Key) is null => Discover(((UnixQmpAddress)vm.Address).Path),
        VmSource.DialledIn when Listeners.FirstOrDefault(place => place.Address == vm.Address) is { } place =>
            vm with { Labels = place.Labels, HostLabels = _node.Labels, Inventory = _inventory, ForgetAfter = place.ForgetAfter, Management = place.Management },
        _ => null,
    };

    private static MonitoredVm ToVm(VmConfiguration vm, ReactorConfiguration configuration)
    {
        var node = configuration.Node;
        var host = vm.Host ?? node.Name;
        var isNode = string.Equals(host, node.Name, StringComparison.Ordinal);
        return new MonitoredVm(vm.Name, vm.Address, host, vm.Labels, isNode ? node.Labels : node.Labels.Clear()) 
        {
            Tls = vm.Tls, Management = vm.Management, Inventory = configuration.Inventory, HasOwnHost = vm.Host is not null, Node = node,
        };
    }
}
