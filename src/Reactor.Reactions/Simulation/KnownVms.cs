using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Simulation;

/// <summary>VMs by name, as the configuration describes them; one that it doesn't have is a VM of this host, without labels.</summary>
public sealed class KnownVms
{
    /// <summary>The name of a VM where a recording gives none and the configuration doesn't have exactly one.</summary>
    public const string Unnamed = "vm";

    private readonly Dictionary<string, VmView> _configured = new(StringComparer.Ordinal);
    private readonly NodeConfiguration _node;

    /// <summary>Those of a configuration.</summary>
    /// <param name="configuration">The configuration; null for none.</param>
    public KnownVms(ReactorConfiguration? configuration)
    {
        _node = configuration?.Node ?? new NodeConfiguration("localhost", ImmutableSortedDictionary<string, string>.Empty);
        foreach (var vm in configuration?.Vms ?? [])
        {
            var (labels, host) = configuration!.Inventory.Find(null, vm.Name);
            host = vm.Host ?? host;
            var here = host is null || host == _node.Name;
            _configured.Add(vm.Name, new VmView
            {
                Id = vm.Name,
                Name = vm.Name,
                Labels = labels.SetItems(vm.Labels),
                Host = host ?? _node.Name,
                HostLabels = here ? _node.Labels : ImmutableSortedDictionary<string, string>.Empty,
            });
        }
    }

    /// <summary>Names of the configuration's VMs, in the file's order.</summary>
    public IReadOnlyCollection<string> Names => _configured.Keys;

    /// <summary>The VM of this name.</summary>
    /// <param name="name">Its name; null where none is given: the configuration's only VM, else <see cref="Unnamed"/>.</param>
    public VmView Find(string? name)
    {
        if (name is null && _configured.Count == 1)
        {
            return _configured.Values.First();
        }

        name ??= Unnamed;
        return _configured.TryGetValue(name, out var vm)
            ? vm
            : new VmView { Id = name, Name = name, Host = _node.Name, HostLabels = _node.Labels };
    }
}
