namespace Reactor.Actors.Deliveries;

/// <summary>How many there were of late, by windows of a tenth of a second: the last that is over, or the one under way where that has more already.</summary>
internal sealed class RecentPace
{
    /// <summary>A window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private DateTimeOffset _since;
    private int _last;
    private int _count;

    /// <summary>One more.</summary>
    /// <param name="now">Engine time.</param>
    public void Count(DateTimeOffset now)
    {
        Turn(now);
        _count++;
    }

    /// <summary>How many there were.</summary>
    /// <param name="now">Engine time.</param>
    public int At(DateTimeOffset now)
    {
        Turn(now);
        return Math.Max(_last, _count);
    }

    private void Turn(DateTimeOffset now)
    {
        var passed = now - _since;
        if (passed < Window)
            return;
        // After a pause nothing is known of its pace.
        (_last, _count, _since) = (passed < Window * 2 ? _count : 0, 0, now);
    }
}
