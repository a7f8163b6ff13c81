namespace Reactor.Reactions.Partitions;

/// <summary>Bounds of what a partition holds and says. Sizes are bytes of UTF-8.</summary>
public sealed record PartitionOptions
{
    /// <summary>
    /// Logged inputs after which the state is written whole, once they weigh as much as the state did when it was last written: so what is written
    /// twice is never more than what was logged. Default 1,000.
    /// </summary>
    public int SnapshotEvery { get; init; } = 1_000;

    /// <summary>Size of logged inputs after which the state is written whole, however few and however large it is. Default 32 MiB.</summary>
    public long SnapshotLogBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Size of a state that is written whole; a larger one is not (a store can't hold a value of any size), which is counted and told in the log. The
    /// logged inputs are kept instead. Default 256 MiB.
    /// </summary>
    public long MaxSnapshotBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Open alerts that a VM may have; a further one is refused, counted and told in the log. Default 10,000.</summary>
    public int MaxOpenAlertsPerVm { get; init; } = 10_000;

    /// <summary>An alert's summary; a longer one is cut. Default 1 KiB.</summary>
    public int MaxSummaryBytes { get; init; } = 1024;

    /// <summary>An alert's description; a longer one is cut. Default 16 KiB.</summary>
    public int MaxDescriptionBytes { get; init; } = 16 * 1024;

    /// <summary>The value of a label; a longer one is cut. Default 1 KiB.</summary>
    public int MaxLabelBytes { get; init; } = 1024;

    /// <summary>
    /// A delivery's body. One that its rule makes larger is replaced by the standard payload, which leaves out the event's data where it must:
    /// the target is told, and the log and a counter say why it got another form. Default 1 MiB.
    /// </summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>A recorded row; a larger one is not written, which is counted and told in the log. Default 1 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// An event that opened an alert whose <c>resolved_by</c> asks for it; a larger one is not kept, which is counted and told in the log. Default 64 KiB.
    /// </summary>
    public int MaxOpeningEventBytes { get; init; } = 64 * 1024;

    /// <summary>What a rule in shadow would have done, rendered; of what has no room only the action is named. Default 256 KiB.</summary>
    public int MaxShadowBytes { get; init; } = 256 * 1024;

    /// <summary>Facts that a VM may have; a further one is refused, counted and told in the log. Default 100.</summary>
    public int MaxFactsPerVm { get; init; } = 100;

    /// <summary>VMs whose last view is remembered, to show the engine when a fact of theirs changes. Default 10,000.</summary>
    public int MaxViews { get; init; } = 10_000;

    /// <summary>Silences at once; a further one is refused, counted and told in the log. Maintenances likewise. Default 1,000.</summary>
    public int MaxHolds { get; init; } = 1_000;

    /// <summary>Open alerts of all partitions that hold others; a further one holds nothing, which is counted and told in the log. Default 10,000.</summary>
    public int MaxInhibitors { get; init; } = 10_000;

    /// <summary>Groups of alerts in a partition; the alerts of a further one are told alone, which is counted and told in the log. Default 1,000.</summary>
    public int MaxGroups { get; init; } = 1_000;

    /// <summary>Alerts of a group; a further one is told alone. Default 1,000.</summary>
    public int MaxAlertsPerGroup { get; init; } = 1_000;

    /// <summary>Alerts of all groups of a partition; a further one is told alone. Default 10,000.</summary>
    public int MaxGroupedAlerts { get; init; } = 10_000;

    /// <summary>What is kept to tell of an alert with its group; of a larger one the event's data is left out. Default 16 KiB.</summary>
    public int MaxGroupAlertBytes { get; init; } = 16 * 1024;

    /// <summary>Alerts that stand in a notification of their group; how many more there are is told. Default 100.</summary>
    public int MaxGroupBodyAlerts { get; init; } = 100;

    /// <summary>Size of a notification of a group; alerts that have no room are left out, and it is told how many. Default 256 KiB.</summary>
    public int MaxGroupBodyBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// How often one input may show the engine VMs whose facts changed because of it (rules may set facts that others answer with facts); beyond, a
    /// change shows with the VM's next input, which is counted and told in the log. Default 100.
    /// </summary>
    public int MaxFactEchoes { get; init; } = 100;

    /// <summary>A line for the log; a longer one is cut. Default 4 KiB.</summary>
    public int MaxLogBytes { get; init; } = 4 * 1024;

    /// <summary>
    /// How long what no reaction depends on may wait to be written with something else: events that are kept for people. A crash takes what waits.
    /// Default: it doesn't wait.
    /// </summary>
    public TimeSpan JournalDelay { get; init; }

    /// <summary>
    /// The same of proofs that a VM lives, and of what events told of it that are not kept: after a crash, the VM counts as not heard since the last that was
    /// written, and what it told since is found again by what it answers.
    /// </summary>
    public TimeSpan ProofDelay { get; init; }

    /// <summary>Events that wait so; one more, and all are written. Few enough that a commit that takes them along is hardly later for it. Default 64.</summary>
    public int JournalEvents { get; init; } = 64;

    /// <summary>Size of the data of events that wait so. Default 256 KiB.</summary>
    public long JournalBytes { get; init; } = 256 * 1024;

    /// <summary>Events that no rule matched: how many of a VM are kept at once. Default 100.</summary>
    public int KeptEventsBurst { get; init; } = 100;

    /// <summary>Events that no rule matched: how many of a VM are kept per second in the long run. Default 10.</summary>
    public int KeptEventsPerSecond { get; init; } = 10;

    /// <summary>The same of all VMs of a partition together: a fleet that is busy with what no rule matches is not written wholly. Default 100, as of a VM.</summary>
    public int KeptEventsBurstOfAll { get; init; } = 100;

    /// <summary>The same of all VMs of a partition together, per second in the long run. Default 25, so 1,600 in 64 partitions.</summary>
    public int KeptEventsPerSecondOfAll { get; init; } = 25;

    /// <summary>VMs that this is counted for at once. Default 10,000.</summary>
    public int KeptEventsVms { get; init; } = 10_000;
}
