namespace Reactor.Reactions.Steps;

/// <summary>What the runs of a partition counted since the start.</summary>
public sealed record StepCounters
{
    /// <summary>Runs that go on now.</summary>
    public int RunsActive { get; init; }

    /// <summary>Runs that began.</summary>
    public long RunsStarted { get; init; }

    /// <summary>Runs that ended with nothing amiss.</summary>
    public long RunsDone { get; init; }

    /// <summary>Runs that an <c>only_if</c> ended.</summary>
    public long RunsSkipped { get; init; }

    /// <summary>Runs that ended since a step was held.</summary>
    public long RunsHeld { get; init; }

    /// <summary>Runs that failed.</summary>
    public long RunsFailed { get; init; }

    /// <summary>Runs that ended with a step of which it isn't known whether it was done.</summary>
    public long RunsDoubtful { get; init; }

    /// <summary>Runs that ended since their rule is gone or means something else.</summary>
    public long RunsOrphaned { get; init; }

    /// <summary>Runs that did not begin: there were too many.</summary>
    public long RunsRefused { get; init; }

    /// <summary>Runs that did not begin since one of their rule and key went on: left out, or replaced by a newer one while they waited.</summary>
    public long RunsOverlapped { get; init; }

    /// <summary>Intents of steps that were committed.</summary>
    public long Steps { get; init; }

    /// <summary>Intents of programs that are not given all that was said: it would be too long.</summary>
    public long StepsCut { get; init; }

    /// <summary>Results that no run waits for any more.</summary>
    public long ResultsUnclaimed { get; init; }

    /// <summary>Results of which something had no room.</summary>
    public long ResultsTruncated { get; init; }
}
