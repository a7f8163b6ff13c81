using System.Collections.Immutable;
using Reactor.Rules.Expressions;

namespace Reactor.Actors.Watching;

/// <summary>What a watcher wants to see. Every part is a glob; none means all.</summary>
/// <param name="Vms">Names or keys of VMs.</param>
/// <param name="Events">Names of events.</param>
public sealed record WatchFilter(ImmutableArray<string> Vms, ImmutableArray<string> Events)
{
    /// <summary>Globs of a kind at the most: they are tried while a socket is being read.</summary>
    public const int MostGlobs = 32;

    /// <summary>Whether a VM of this name or key is meant.</summary>
    public bool Names(string name, string? id) => Vms.IsEmpty || Any(Vms, name) || (id is not null && Any(Vms, id));

    internal bool WantsEvent(string name) => Events.IsEmpty || Any(Events, name);

    private static bool Any(ImmutableArray<string> globs, string text)
    {
        foreach (var glob in globs)
        {
            if (TextGlob.IsMatch(glob, text))
                return true;
        }

        return false;
    }
}
