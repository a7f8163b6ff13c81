using System.Collections.Immutable;

namespace Reactor.Actors.Discovery;

/// <summary>Looks that don't come back, each with the thread that it holds. What leads through where they hang is left out of other looks, and what was seen there last stands.</summary>
internal sealed class HangingLooks
{
    /// <summary>Most at once; one more holds all looking up.</summary>
    public const int Max = 4;

    private readonly List<SocketLook> _looks = [];

    public int Count => _looks.Count;

    /// <summary>Sets one aside; false where too many are.</summary>
    public bool TryAdd(SocketLook look)
    {
        if (_looks.Count == Max)
            return false;
        _looks.Add(look);
        return true;
    }

    /// <summary>One has come back; false where it was not set aside.</summary>
    public bool Remove(SocketLook look) => _looks.Remove(look);

    /// <summary>The places that can't be looked at.</summary>
    public ImmutableArray<SocketPattern> Aside(ImmutableArray<SocketPattern> patterns) =>
        Count == 0 ? [] : [.. patterns.Where(pattern => _looks.Exists(look => pattern.LeadsThrough(look.At)))];

    /// <summary>What was found, and what was seen before at places that were left out.</summary>
    /// <param name="found">What lies at the others.</param>
    /// <param name="before">What was seen before.</param>
    /// <param name="aside">The places that were left out.</param>
    public static ImmutableArray<SeenSocket> Complete(ImmutableArray<SeenSocket> found, ImmutableArray<SeenSocket> before, ImmutableArray<SocketPattern> aside)
    {
        if (aside.IsEmpty)
            return found;
        // Thousands of these name one path each.
        var byKind = aside.ToLookup(pattern => pattern.LiteralFolder is not null);
        var paths = byKind[true].Select(pattern => pattern.Text).ToHashSet(StringComparer.Ordinal);
        var known = found.Select(socket => socket.Path).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. found.Concat(before.Where(socket => !known.Contains(socket.Path) && (paths.Contains(socket.Path) || byKind[false].Any(pattern => pattern.IsMatch(socket.Path)))))
                .OrderBy(socket => socket.Path, StringComparer.Ordinal),
        ];
    }
}
