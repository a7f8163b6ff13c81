using System.Globalization;
using Reactor.Qmp;

namespace Reactor.Actors.DialIn;

/// <summary>
/// Calls that are open without it being known whose they are, by the process that calls: one that says nothing must not keep all others out.
/// </summary>
internal sealed class CallQuota
{
    /// <summary>Most of all.</summary>
    internal const int Most = 64;

    /// <summary>Most of one process. A VM calls with one, or with one for each of its monitors.</summary>
    internal const int MostOfOne = 4;

    // Processes in a pid namespace that can't be seen from here look like one.
    private const int MostOfUnseen = Most / 2;

    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Open { get; private set; }

    /// <summary>Whether there is room for one more of somebody.</summary>
    public bool HasRoom => Open < Most;

    /// <summary>What tells a process from others: its pid and start, as far as they can be seen.</summary>
    public static string KeyOf(QmpPeer peer) =>
        peer.Incarnation ?? (peer.Pid > 0 ? string.Create(CultureInfo.InvariantCulture, $"{peer.Pid}") : string.Create(CultureInfo.InvariantCulture, $"uid {peer.Uid}"));

    /// <summary>Counts one more; false where its process has too many.</summary>
    public bool TryAdd(QmpPeer peer)
    {
        var key = KeyOf(peer);
        var open = _open.GetValueOrDefault(key);
        if (open >= (peer.Pid > 0 ? MostOfOne : MostOfUnseen))
            return false;
        _open[key] = open + 1;
        Open++;
        return true;
    }

    /// <summary>One that was counted is over.</summary>
    public void Remove(QmpPeer peer)
    {
        var key = KeyOf(peer);
        if (--_open[key] == 0)
            _open.Remove(key);
        Open--;
    }
}
