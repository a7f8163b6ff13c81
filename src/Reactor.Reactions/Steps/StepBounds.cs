namespace Reactor.Reactions.Steps;

/// <summary>Bounds of a partition's runs. Sizes are bytes of UTF-8.</summary>
internal sealed record StepBounds
{
    /// <summary>Runs that go on at once; a further one is refused, counted and told. Default 1,000.</summary>
    public int MaxRuns { get; init; } = 1_000;

    /// <summary>Runs of deliveries that were given up, waiting for a run of their rule and key; a further one is refused, counted and told. Default 16.</summary>
    public int MaxEscalations { get; init; } = 16;

    /// <summary>Runs of one VM that go on at once; a further one is refused, counted and told: the others are for other VMs. Default 250.</summary>
    public int MaxRunsPerVm { get; init; } = 250;

    /// <summary>
    /// What the runs of one VM may weigh, as they are stored, before a further one is refused, counted and told. A VM that has none may always have one.
    /// Default 16 MiB.
    /// </summary>
    public long MaxRunBytesPerVm { get; init; } = 16 * 1024 * 1024;

    /// <summary>Rendered commands; a step that has more to send fails: what is cut is never sent. Default 256 KiB.</summary>
    public int MaxRequestBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// What a program is given on its standard input: as much as the largest message that is read from a VM, so that an event with any text of 1 MiB in
    /// it is there whole, however it is written. Of a larger one what can be left out is, which is told. Default 16 MiB.
    /// </summary>
    public int MaxStdinBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>A program's argument, or the value of a variable, that has something rendered in it; a longer one is cut, which is told. Default 64 KiB.</summary>
    public int MaxTextBytes { get; init; } = 64 * 1024;

    /// <summary>All of those of a program together, each its share: the system takes about 2 MiB. Default 1 MiB.</summary>
    public int MaxTextsBytes { get; init; } = 1024 * 1024;

    /// <summary>What is kept of a step's result for later steps; more is left out and marked <c>truncated</c>. Default 64 KiB.</summary>
    public int MaxResultBytes { get; init; } = 64 * 1024;

    /// <summary>What a run keeps of all its results. Default 512 KiB.</summary>
    public int MaxRunBytes { get; init; } = 512 * 1024;

    /// <summary>How often a step is asked for again after restarts before it counts as doubtful. Default 10.</summary>
    public int MaxAttempts { get; init; } = 10;
}
