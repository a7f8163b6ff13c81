namespace Reactor.Reactions.Partitions;

/// <summary>What a partition tells of itself, gathered from its parts.</summary>
internal static class PartitionFigures
{
    public static PartitionBounds BoundsOf(PartitionParts parts) => new()
    {
        EventsWaiting = parts.Journal.Waiting,
        EventsNotKept = parts.Kept.Refused,
        SnapshotsTooLarge = parts.Tally.SnapshotsTooLarge,
        KeysDropped = parts.Tally.LimitKeysEvicted + parts.Tally.PatternKeysEvicted + parts.Tally.DeadlinesRefused,
        AlertsRefused = parts.Tally.AlertsRefused,
        OpeningEventsDropped = parts.Tally.OpeningEventsDropped,
        AlertsToldAlone = parts.Tally.GroupedAlertsRefused,
        HoldsRefused = parts.Tally.HoldsRefused,
        BodiesCut = parts.Tally.BodiesCut,
        BodiesReplaced = parts.Tally.BodiesReplaced,
        RecordsRefused = parts.Tally.RecordsRefused,
        FactsRefused = parts.Tally.FactsRefused,
        FactEchoesDropped = parts.Tally.FactEchoesDropped,
        RunsRefused = parts.StepTally.Refused,
        StepsCut = parts.StepTally.Cut,
        ResultsTruncated = parts.StepTally.Truncated,
        NoticesNotLogged = parts.Notices.Refused,
    };

    public static PartitionCounters CountersOf(PartitionParts parts) => parts.Tally.Picture() with
    {
        AlertsOpen = parts.Book.Count,
        AlertsHeld = parts.Book.HeldCount,
        Silences = parts.Silences.Count,
        Maintenances = parts.Maintenances.Count,
        Inhibitors = parts.Inhibitors.Count,
        Groups = parts.Groups.Count,
        GroupedAlerts = parts.Groups.AlertCount,
        Facts = parts.Facts.Count,
        EventsNotKept = parts.Kept.Refused,
        EventsWaiting = parts.Journal.Waiting,
        NoticesNotLogged = parts.Notices.Refused,
        Quarantined = parts.Quarantine.Names,
        Steps = parts.Steps.Counters,
    };
}
