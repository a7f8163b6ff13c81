using Reactor.Qmp;

namespace Reactor.Actors.DialIn;

/// <summary>Which process goes by which VMs' keys: one VM has one process, so a process that claims many VMs is refused the rest.</summary>
/// <param name="mostOfUnseen">Most of processes in a pid namespace that can't be seen from here: they look like one.</param>
internal sealed class HeldIdentities(int mostOfUnseen)
{
    /// <summary>Most that one process may hold. A VM has one; another where its UUID was another's when it called first.</summary>
    internal const int MostOfOne = 4;

    private readonly Dictionary<string, string> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>A process goes by this key from now on, whoever did before; false where it has too many.</summary>
    public bool TryHold(string key, QmpPeer peer)
    {
        var process = CallQuota.KeyOf(peer);
        if (_processes.GetValueOrDefault(key) == process)
            return true;
        var held = _held.GetValueOrDefault(process);
        if (held >= (peer.Pid > 0 ? MostOfOne : mostOfUnseen))
            return false;
        Release(key);
        _processes[key] = process;
        _held[process] = held + 1;
        return true;
    }

    /// <summary>Nobody goes by this key any more.</summary>
    public void Release(string key)
    {
        if (!_processes.Remove(key, out var process))
            return;
        if (--_held[process] == 0)
            _held.Remove(process);
    }
}
