using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes what is said of where VMs dial in: no socket twice, and none that a VM listens on.</summary>
internal sealed class ListenCompiler(string baseDirectory, DiagnosticBag diagnostics)
{
    public ImmutableArray<ListenConfiguration> Compile(ImmutableArray<ListenSyntax> listeners, ImmutableArray<VmSyntax> vms)
    {
        var made = ImmutableArray.CreateBuilder<ListenConfiguration>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var vm in vms)
        {
            if (vm.Address is { Value: UnixQmpAddress unix } address)
                seen.TryAdd(Path.GetFullPath(unix.Path, baseDirectory), address.Place);
        }

        foreach (var listener in listeners)
        {
            if (listener.Address is not { } address)
                continue;
            string path = Path.GetFullPath(address.Value.Path, baseDirectory);
            if (!seen.TryAdd(path, address.Place))
                diagnostics.Error(address.Place, DiagnosticCodes.DuplicateName, $"this socket is named already, in {seen[path]}");
            if (!QmpAddress.TryParse("unix:" + path, out _, out string? error))
                diagnostics.Error(address.Place, DiagnosticCodes.BadValue, error);
            made.Add(new ListenConfiguration(
                new UnixQmpAddress(path), [.. listener.AllowUids.Select(uid => (uint)uid)], listener.Labels.ToSortedDictionary(l => l), listener.ForgetAfter)
            {
                Management = listener.Management,
            });
        }

        return made.ToImmutable();
    }
}
