using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes what is said of VMs and where they are found: no name and no monitor twice, and none that belongs to another program.</summary>
internal sealed class VmCompiler(string baseDirectory, DiagnosticBag diagnostics)
{
    public ImmutableArray<VmConfiguration> Compile(ImmutableArray<VmSyntax> listed)
    {
        var names = new Dictionary<string, Place>(StringComparer.Ordinal);
        var addresses = new Dictionary<string, Place>(StringComparer.Ordinal);
        var vms = ImmutableArray.CreateBuilder<VmConfiguration>();
        foreach (var vm in listed)
        {
            if (vm.Name is { } name && !names.TryAdd(name.Value, name.Place))
                diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"a VM is named {Shown.Word(name.Value)} already, in {names[name.Value]}");
            if (vm.Address is { } address)
                Check(address, addresses);
            if (vm is { Name: { } n, Address: { } a })
                vms.Add(new VmConfiguration(n.Value, a.Value, vm.Host, vm.Labels.ToSortedDictionary(l => l)));
        }

        return vms.ToImmutable();
    }

    public ImmutableArray<DiscoverConfiguration> Compile(ImmutableArray<DiscoverSyntax> places)
    {
        var found = ImmutableArray.CreateBuilder<DiscoverConfiguration>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var discover in places)
        {
            if (discover.Sockets is not { } sockets)
                continue;
            string path = Path.GetFullPath(sockets.Value, baseDirectory);
            if (path.Contains("**", StringComparison.Ordinal))
                diagnostics.Error(sockets.Place, DiagnosticCodes.BadValue, "`**` is not taken here: a `*` stands for any text within one name", "name each folder: /run/qemu/*/qmp.sock");
            else if (ForeignSockets.Find(path) is { } foreign)
                diagnostics.Error(sockets.Place, DiagnosticCodes.ForeignSocket, foreign.Message, foreign.Advice);
            else if (!seen.TryAdd(path, sockets.Place))
                diagnostics.Error(sockets.Place, DiagnosticCodes.DuplicateName, $"these sockets are named already, in {seen[path]}");
            found.Add(new DiscoverConfiguration(path, discover.Labels.ToSortedDictionary(l => l), discover.ForgetAfter));
        }

        return found.ToImmutable();
    }

    private void Check(Placed<QmpAddress> address, Dictionary<string, Place> addresses)
    {
        string text = address.Value.ToString();
        if (!addresses.TryAdd(text, address.Place))
            diagnostics.Error(address.Place, DiagnosticCodes.DuplicateName, $"another VM has this monitor already, in {addresses[text]}: a monitor speaks to one client");
        if (address.Value is UnixQmpAddress unix && ForeignSockets.Find(Path.GetFullPath(unix.Path, baseDirectory)) is { } foreign)
            diagnostics.Error(address.Place, DiagnosticCodes.ForeignSocket, foreign.Message, foreign.Advice);
    }
}
