namespace Reactor.Reactions.Simulation;

/// <summary>Engine time, and what is to be done in it; what a daemon had planned ends with that daemon.</summary>
/// <param name="start">When it begins.</param>
internal sealed class SimulatedTime(DateTimeOffset start)
{
    private readonly Agenda _agenda = new();
    private int _daemon;

    /// <summary>Engine time.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Whether the daemon runs.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>When the first is due of what is to be done; null for nothing.</summary>
    public DateTimeOffset? Next => _agenda.Next;

    /// <summary>Has something done by this daemon: one that ended meanwhile does nothing.</summary>
    public void Schedule(DateTimeOffset at, Action<DateTimeOffset> action)
    {
        var daemon = _daemon;
        _agenda.Add(at, () =>
        {
            if (daemon == _daemon && IsUp)
            {
                action(Now);
            }
        });
    }

    /// <summary>It is at least so late.</summary>
    public void Reach(DateTimeOffset at) => Now = Later(Now, at);

    /// <summary>Does the first of what is to be done.</summary>
    public void Do() => _agenda.Take()();

    /// <summary>The daemon ends, and another begins after a while.</summary>
    public void Stop(TimeSpan downFor, Action begin)
    {
        _daemon++;
        IsUp = false;
        _agenda.Add(Now + downFor, begin);
    }

    /// <summary>The next daemon runs, and goes by this time.</summary>
    public void Begin(DateTimeOffset now) => (Now, IsUp) = (now, true);

    /// <summary>The later of two.</summary>
    public static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
