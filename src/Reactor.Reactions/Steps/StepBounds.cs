namespace Reactor.Reactions.Steps;

/// <summary>Bounds of a partition's runs. Sizes are bytes of UTF-8.</summary>
internal sealed record StepBounds
{
    /// <summary>Runs that go on at once; a further one is refused, counted and told. Default 1,000.</summary>
    public int MaxRuns { get; init; } = 1_000;

    /// <summary>Runs of deliveries that were given up, waiting for a run of their rule and key; a further one is refused, counted and told. Default 16.</summary>
    public int MaxEscalations { get; init; } = 16;

    /// <summary>A rendered request; a step whose request is larger fails. Default 256 KiB.</summary>
    public int MaxRequestBytes { get; init; } = 256 * 1024;

    /// <summary>What is kept of a step's result for later steps; more is left out and marked <c>truncated</c>. Default 64 KiB.</summary>
    public int MaxResultBytes { get; init; } = 64 * 1024;

    /// <summary>What a run keeps of all its results. Default 512 KiB.</summary>
    public int MaxRunBytes { get; init; } = 512 * 1024;

    /// <summary>How often a step is asked for again after restarts before it counts as doubtful. Default 10.</summary>
    public int MaxAttempts { get; init; } = 10;
}
