using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>Makes the VMs of a test file: those of its fleet, else those of the configuration. They run.</summary>
internal sealed class FleetCompiler(ReactorConfiguration configuration, DiagnosticBag diagnostics)
{
    private const int MaxVms = 10_000;
    private const string Running = "running";

    private readonly Dictionary<string, VmView> _vms = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, VmView> Compile(ImmutableArray<Named<HostSyntax>> hosts)
    {
        foreach (var host in hosts)
            AddHost(host);
        if (hosts.IsEmpty)
            AddConfigured();
        return _vms.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private void AddHost(Named<HostSyntax> host)
    {
        var labels = host.Value.Labels.ToSortedDictionary(l => l);
        foreach (var vm in host.Value.Vms)
        {
            if (NameRange.Expand(vm.Name, out var problem) is not { } names)
            {
                diagnostics.Error(vm.Place, DiagnosticCodes.BadValue, problem!);
                continue;
            }

            foreach (var name in names)
            {
                Add(vm.Place, new VmView
                {
                    Id = vm.Value.Uuid ?? name,
                    Name = name,
                    Uuid = vm.Value.Uuid,
                    Labels = vm.Value.Labels.ToSortedDictionary(l => l),
                    Host = host.Name,
                    HostLabels = labels,
                    Status = vm.Value.Status ?? Running,
                });
            }
        }
    }

    private void Add(Place place, VmView vm)
    {
        if (_vms.Count >= MaxVms)
            diagnostics.Error(place, DiagnosticCodes.Limit, $"a fleet has at most {MaxVms:N0} VMs");
        else if (!_vms.TryAdd(vm.Name, vm))
            diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"a VM is named {Shown.Word(vm.Name)} already");
        else if (!_ids.Add(vm.Id))
            diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"another VM has the UUID {vm.Id}");
    }

    private void AddConfigured()
    {
        foreach (var vm in configuration.Vms)
        {
            var (labels, host) = configuration.Inventory.Find(null, vm.Name);
            host = vm.Host ?? host;
            bool here = host is null || host == configuration.Node.Name;
            _vms[vm.Name] = new VmView
            {
                Id = vm.Name,
                Name = vm.Name,
                Labels = labels.SetItems(vm.Labels),
                Host = host ?? configuration.Node.Name,
                HostLabels = here ? configuration.Node.Labels : ImmutableSortedDictionary<string, string>.Empty,
                Status = Running,
            };
        }
    }
}
