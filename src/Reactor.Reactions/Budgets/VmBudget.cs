namespace Reactor.Reactions.Budgets;

/// <summary>
/// A token bucket per VM, on engine time: how many events that no rule matched are kept for people to read, and how many notices of
/// Reactor's own a VM may cause.
/// Holds a bucket only for VMs that have used theirs lately; a full one is forgotten, since a new one is full too.
/// It starts full after a restart.
/// </summary>
public sealed class VmBudget
{
    private readonly int _burst;
    private readonly long _ticksPerToken;
    private readonly int _maxVms;

    // Per VM the time at which its bucket will be full again: all that a bucket is.
    private readonly Dictionary<string, long> _fullAt = new(StringComparer.Ordinal);

    // Looking for full buckets visits all of them: at most once in a second, whatever arrives.
    private long _nextSweep;

    /// <summary>Creates the budget.</summary>
    /// <param name="burst">Size of a bucket. Default 100.</param>
    /// <param name="perSecond">Tokens that flow in per second. Default 10.</param>
    /// <param name="maxVms">Buckets held at once; beyond, further VMs get none until one is full. Default 10,000.</param>
    public VmBudget(int burst = 100, int perSecond = 10, int maxVms = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxVms, 1);
        _burst = burst;
        _ticksPerToken = TimeSpan.TicksPerSecond / perSecond;
        _maxVms = maxVms;
    }

    /// <summary>Buckets held now.</summary>
    public int Count => _fullAt.Count;

    /// <summary>Tokens that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a token of the VM's bucket; false when it has none.</summary>
    /// <param name="vmId">The VM's key.</param>
    /// <param name="now">Engine time, never running backwards.</param>
    public bool TryTake(string vmId, DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        if (_fullAt.TryGetValue(vmId, out var fullAt))
        {
            fullAt = Math.Max(fullAt, ticks);
        }
        else if (_fullAt.Count < _maxVms || Forget(ticks))
        {
            fullAt = ticks;
        }
        else
        {
            Refused++;
            return false;
        }

        var after = fullAt + _ticksPerToken;
        if (after - ticks > _burst * _ticksPerToken)
        {
            Refused++;
            return false;
        }

        _fullAt[vmId] = after;
        return true;
    }

    private bool Forget(long ticks)
    {
        if (ticks < _nextSweep)
        {
            return false;
        }

        _nextSweep = ticks + TimeSpan.TicksPerSecond;
        foreach (var (vm, fullAt) in _fullAt)
        {
            if (fullAt <= ticks)
            {
                _fullAt.Remove(vm);
            }
        }

        return _fullAt.Count < _maxVms;
    }
}
