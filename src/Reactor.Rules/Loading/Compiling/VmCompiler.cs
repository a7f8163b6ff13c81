using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes what is said of listed VMs: no name and no monitor twice, no monitor of another program's, none that others can read unless that is meant.</summary>
internal sealed class VmCompiler(string baseDirectory, LoadOptions options, DiagnosticBag diagnostics)
{
    public ImmutableArray<VmConfiguration> Compile(ImmutableArray<VmSyntax> listed)
    {
        var names = new Dictionary<string, Place>(StringComparer.Ordinal);
        var addresses = new Dictionary<string, Place>(StringComparer.Ordinal);
        var vms = ImmutableArray.CreateBuilder<VmConfiguration>();
        foreach (var written in listed)
        {
            var vm = written with { Address = Resolved(written.Address) };
            if (vm.Name is { } name && !names.TryAdd(name.Value, name.Place))
                diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"a VM is named {Shown.Word(name.Value)} already, in {names[name.Value]}");
            if (vm.Address is { } address)
            {
                Check(address, addresses);
                CheckSecrecy(vm, address);
            }

            if (vm is { Name: { } n, Address: { } a })
                vms.Add(new VmConfiguration(n.Value, a.Value, vm.Host, vm.Labels.ToSortedDictionary(l => l))
                {
                    Tls = vm.Tls?.CaFile is null ? null : TlsCompiler.Compile(vm.Tls, baseDirectory, options, diagnostics, "the VM can't be connected"),
                    Management = vm.Management,
                });
        }

        return vms.ToImmutable();
    }

    // The daemon runs in whatever folder it is started in.
    private Placed<QmpAddress>? Resolved(Placed<QmpAddress>? address)
    {
        if (address is not { Value: UnixQmpAddress unix, Place: var place } || Path.IsPathFullyQualified(unix.Path))
            return address;
        var path = Path.GetFullPath(unix.Path, baseDirectory);
        if (QmpAddress.TryParse("unix:" + path, out var full, out string? error))
            return new(full, place);
        diagnostics.Error(place, DiagnosticCodes.BadValue, error);
        return address;
    }

    private void Check(Placed<QmpAddress> address, Dictionary<string, Place> addresses)
    {
        string text = address.Value.ToString();
        if (!addresses.TryAdd(text, address.Place))
            diagnostics.Error(address.Place, DiagnosticCodes.DuplicateName, $"another VM has this monitor already, in {addresses[text]}: a monitor speaks to one client");
        if (address.Value is UnixQmpAddress unix && FindForeign(Path.GetFullPath(unix.Path)) is { } foreign)
            diagnostics.Error(address.Place, DiagnosticCodes.ForeignSocket, foreign.Message, foreign.Advice);
    }

    private ForeignSocket? FindForeign(string path) =>
        ForeignSockets.Find(path) ?? (options.RealPath?.Invoke(path) is { } real ? ForeignSockets.Find(real) : null);

    private void CheckSecrecy(VmSyntax vm, Placed<QmpAddress> address)
    {
        var remote = address.Value is TcpQmpAddress tcp && !Loopback.Is(tcp.Host);
        if (address.Value is not TcpQmpAddress && vm.TlsPlace is { } tls)
            diagnostics.Error(tls, DiagnosticCodes.ConflictingKeys, "`tls` goes with a tcp: monitor only: a unix socket doesn't leave the machine", "leave it out");
        else if (vm.InsecurePlace is { } insecure && (vm.TlsPlace is not null || !remote))
            diagnostics.Error(insecure, DiagnosticCodes.ConflictingKeys, "`insecure` means something only for plain TCP to another machine", "leave it out");
        else if (remote && vm.TlsPlace is null && vm.InsecurePlace is null)
        {
            diagnostics.Error(
                address.Place, DiagnosticCodes.Insecure, "this is plain TCP to another machine: whoever can change what goes over the network can run programs on the VM's host",
                "add tls: {ca_file: ca.pem, cert_file: client.pem, key_file: client.key}, or insecure: true where the network is trusted");
        }
    }
}
