using Reactor.Actors.Hosting;

namespace Reactor.Actors.Vms;

/// <summary>
/// Whether a VM's monitor answers. It is asked one question at a time, and waited for as long as the connection lasts: QEMU has the question, and a
/// process that is stopped answers once it goes on.
/// </summary>
internal sealed class Heartbeat(VmOptions options, Random random)
{
    private DateTimeOffset _askedAt;
    private bool _again;

    /// <summary>Whether a question is open.</summary>
    public bool IsAsking { get; private set; }

    /// <summary>Since when the monitor has not answered, where that was told; null while it does. Engine time.</summary>
    public DateTimeOffset? SilentSince { get; private set; }

    /// <summary>How long to wait before the next.</summary>
    public TimeSpan Next() => options.Heartbeat * (1 - (random.NextDouble() / 10));

    /// <summary>Begins a question; false where one is open: then there is one more after its answer.</summary>
    public bool TryAsk(DateTimeOffset now)
    {
        _again = IsAsking;
        if (IsAsking)
            return false;
        (IsAsking, _askedAt) = (true, now);
        return true;
    }

    /// <summary>The answer takes too long. Since when, where that is news; null where it isn't.</summary>
    public DateTimeOffset? Miss() => IsAsking && SilentSince is null ? SilentSince = _askedAt : null;

    /// <summary>The question is over. Whether another one was wanted meanwhile.</summary>
    public bool EndAsking()
    {
        var again = _again;
        (IsAsking, _again) = (false, false);
        return again;
    }

    /// <summary>The monitor answers. Since when it had not, where that was told; null for no news.</summary>
    public DateTimeOffset? Revive()
    {
        var since = SilentSince;
        SilentSince = null;
        return since;
    }

    /// <summary>Another connection.</summary>
    public void Restart() => (IsAsking, _again, SilentSince) = (false, false, null);
}
