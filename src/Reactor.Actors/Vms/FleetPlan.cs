using System.Collections.Immutable;
using Reactor.Actors.Discovery;
using Reactor.Actors.Status;
using Reactor.Qmp;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Vms;

/// <summary>Which VMs are to be watched, and where further ones are looked for. Immutable; a reload replaces it whole.</summary>
internal sealed class FleetPlan
{
    private readonly ImmutableDictionary<string, MonitoredVm> _byKey;
    private readonly ImmutableArray<(SocketPattern Pattern, DiscoverConfiguration Place)> _places;
    private readonly NodeConfiguration _node;

    private FleetPlan(ImmutableArray<MonitoredVm> listed, ImmutableArray<DiscoverConfiguration> discover, NodeConfiguration node)
    {
        Listed = listed;
        _node = node;
        _byKey = listed.ToImmutableDictionary(vm => vm.Key, StringComparer.Ordinal);
        _places = [.. discover.Select(place => (new SocketPattern(place.Sockets), place))];
        // The sockets of listed VMs are looked at too: one that comes back is dialled at once.
        Patterns = [.. _places.Select(place => place.Pattern), .. listed.Select(vm => vm.Address).OfType<UnixQmpAddress>().Select(unix => new SocketPattern(Path.GetFullPath(unix.Path)))];
    }

    /// <summary>The listed VMs, in the configuration's order.</summary>
    public ImmutableArray<MonitoredVm> Listed { get; }

    /// <summary>Where sockets are looked for.</summary>
    public ImmutableArray<SocketPattern> Patterns { get; }

    /// <summary>Of a configuration.</summary>
    public static FleetPlan From(ReactorConfiguration configuration) =>
        new([.. configuration.Vms.Select(vm => ToVm(vm, configuration.Node))], configuration.Discover, configuration.Node);

    /// <summary>Of listed VMs alone.</summary>
    public static FleetPlan Of(params ImmutableArray<MonitoredVm> listed) =>
        new(listed, [], new NodeConfiguration("localhost", ImmutableSortedDictionary<string, string>.Empty));

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
                    Source = VmSource.Discovered, ForgetAfter = place.ForgetAfter,
                };
            }
        }

        return null;
    }

    /// <summary>The VM that was known by an address in an earlier run, and may come again; null where it is not to be watched any more.</summary>
    public MonitoredVm? Find(string address) =>
        FindListed(address) ?? (QmpAddress.TryParse(address, out var parsed, out _) && parsed is UnixQmpAddress unix ? Discover(unix.Path) : null);

    private static MonitoredVm ToVm(VmConfiguration vm, NodeConfiguration node)
    {
        var host = vm.Host ?? node.Name;
        var isNode = string.Equals(host, node.Name, StringComparison.Ordinal);
        return new MonitoredVm(vm.Name, vm.Address, host, vm.Labels, isNode ? node.Labels : node.Labels.Clear());
    }
}
