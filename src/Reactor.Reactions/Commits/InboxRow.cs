namespace Reactor.Reactions.Commits;

/// <summary>
/// Something that a partition is to take in, kept durably until the commit that follows from it (<see cref="Commit.Taken"/>): in one
/// transaction with what it leads to, so that it is neither lost nor taken twice. It comes from another partition, a delivery that was given up,
/// a step's result, or an operator.
/// </summary>
/// <param name="Id">Derived from its origin, unique for ever: a second one of the same id is not added.</param>
/// <param name="Partition">The partition that takes it.</param>
/// <param name="Kind">One of <see cref="InboxKinds"/>.</param>
/// <param name="Payload">Versioned UTF-8 JSON.</param>
public sealed record InboxRow(string Id, int Partition, string Kind, ReadOnlyMemory<byte> Payload);

/// <summary>The kinds of <see cref="InboxRow"/>.</summary>
public static class InboxKinds
{
    /// <summary>An event of a VM, evaluated for a fleet rule: <see cref="Rules.Engine.FleetHit"/>.</summary>
    public const string FleetHit = "fleet-hit";

    /// <summary>An alert that inhibits others opened or ended.</summary>
    public const string Inhibitor = "inhibitor";

    /// <summary>A silence was added, or ended.</summary>
    public const string Silence = "silence";

    /// <summary>A silence until its alerts are resolved was added, or ended: passed on to the partition of a group that it means alerts of. Taken in its turn, behind what tells the group of them.</summary>
    public const string PassedSilence = "passed-silence";

    /// <summary>A maintenance was added, or ended.</summary>
    public const string Maintenance = "maintenance";

    /// <summary>Whether it holds something back, or ends that: such rows go before all others that wait, or what they hold could go out first.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsHold(string kind) => kind is Silence or Maintenance or Inhibitor;

    /// <summary>A step ended.</summary>
    public const string StepResult = "step-result";

    /// <summary>A delivery was given up.</summary>
    public const string GaveUp = "gave-up";

    /// <summary>Files of the configuration were found bad, or good again: <see cref="Alerts.DaemonTrouble"/>.</summary>
    public const string Configuration = "configuration";

    /// <summary>A target is not called any more, or is called again: <see cref="Alerts.DaemonTrouble"/>.</summary>
    public const string Target = "target";

    /// <summary>The store can't be written, or can be again: <see cref="Alerts.DaemonTrouble"/>.</summary>
    public const string Store = "store";

    /// <summary>The store was damaged, and this is the one that was begun anew: <see cref="Alerts.DaemonTrouble"/>.</summary>
    public const string StoreDamage = "store-damage";

    /// <summary>An alert that is told with a group of alerts opened, was acknowledged or ended: <see cref="Groups.GroupMessage"/>.</summary>
    public const string AlertGroup = "alert-group";

    /// <summary>An operator acknowledged or resolved an alert.</summary>
    public const string AlertByHand = "alert-by-hand";
}
