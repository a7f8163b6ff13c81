using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes what is said of where VMs are found.</summary>
internal sealed class DiscoverCompiler(string baseDirectory, DiagnosticBag diagnostics)
{
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
            found.Add(new DiscoverConfiguration(path, discover.Labels.ToSortedDictionary(l => l), discover.ForgetAfter) { Management = discover.Management });
        }

        return found.ToImmutable();
    }
}
