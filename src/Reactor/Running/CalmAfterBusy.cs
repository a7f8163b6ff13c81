namespace Reactor.Running;

/// <summary>
/// Whether memory is to be given back now: much was allocated for a while, little is by now, and more is held than was left the last time. Asked once
/// a <see cref="Period"/>.
/// </summary>
internal sealed class CalmAfterBusy
{
    /// <summary>From one question to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Bytes allocated in a period above which it is a busy one. Ten thousand VMs' heartbeats stay below.</summary>
    public const long Busy = 4 * 1024 * 1024;

    /// <summary>Periods that are not, in a row, after which it is calm.</summary>
    public const int Calm = 3;

    /// <summary>Least periods from one time to the next: all stands still meanwhile.</summary>
    public const int Between = 60;

    /// <summary>The same where much is to be given back, half as much again as was left: once, so that bursts that come again and again don't have all stand still each time.</summary>
    public const int BetweenMuch = 10;

    private const long Slack = 8 * 1024 * 1024;

    private bool _wasBusy;
    private int _calm;
    private int _since = Between;
    private bool _mayBeSooner = true;
    private long _left;

    /// <summary>Whether memory is to be given back.</summary>
    /// <param name="allocated">Bytes allocated in the last period.</param>
    /// <param name="held">Bytes held from the system.</param>
    public bool IsOver(long allocated, long held)
    {
        var isBusy = allocated > Busy;
        _wasBusy |= isBusy;
        _calm = isBusy ? 0 : _calm + 1;
        _since++;
        return _wasBusy && _calm >= Calm
            && ((_since >= Between && held > _left + (_left / 4) + Slack) || (_mayBeSooner && _since >= BetweenMuch && held > _left + (_left / 2) + Slack));
    }

    /// <summary>It was given back.</summary>
    /// <param name="left">Bytes that are still held.</param>
    public void Note(long left) => (_wasBusy, _calm, _mayBeSooner, _since, _left) = (false, 0, _since >= Between, 0, left);
}
