namespace Reactor.Reactions.Steps;

/// <summary>What the runs of one VM are together.</summary>
internal sealed class VmRuns
{
    /// <summary>How many go on.</summary>
    public int Count { get; set; }

    /// <summary>What they weigh, as they are stored.</summary>
    public long Bytes { get; set; }

    /// <summary>It was told that a further one was refused; none has ended since.</summary>
    public bool RefusalWasTold { get; set; }
}
