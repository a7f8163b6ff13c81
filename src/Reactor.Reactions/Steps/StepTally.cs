namespace Reactor.Reactions.Steps;

/// <summary>The counters of a partition's runs while they count.</summary>
internal sealed class StepTally
{
    private readonly long[] _ended = new long[Enum.GetValues<RunEnd>().Length];

    public long Started { get; set; }

    public long Orphaned { get; set; }

    public long Refused { get; set; }

    public long Overlapped { get; set; }

    public long Steps { get; set; }

    public long Cut { get; set; }

    public long Unclaimed { get; set; }

    public long Truncated { get; set; }

    public void CountEnd(RunEnd end) => _ended[(int)end]++;

    public StepCounters Picture(int active) => new()
    {
        RunsActive = active,
        RunsStarted = Started,
        RunsDone = _ended[(int)RunEnd.Done],
        RunsSkipped = _ended[(int)RunEnd.Skipped],
        RunsHeld = _ended[(int)RunEnd.Held],
        RunsFailed = _ended[(int)RunEnd.Failed],
        RunsDoubtful = _ended[(int)RunEnd.Doubtful],
        RunsOrphaned = Orphaned,
        RunsRefused = Refused,
        RunsOverlapped = Overlapped,
        Steps = Steps,
        StepsCut = Cut,
        ResultsUnclaimed = Unclaimed,
        ResultsTruncated = Truncated,
    };
}
