namespace Reactor.Reactions.Partitions;

/// <summary>What a partition keeps of events, and how often since the start a bound of its own was met. Immutable: a picture of one moment.</summary>
public sealed record PartitionBounds
{
    /// <summary>None was met.</summary>
    public static readonly PartitionBounds None = new();

    /// <summary>Events that led to nothing and wait to be written with what is written next. Of now.</summary>
    public long EventsWaiting { get; init; }

    /// <summary>Such events that were not kept: too many, or too large.</summary>
    public long EventsNotKept { get; init; }

    /// <summary>Snapshots that were too large to be written: the log was kept instead.</summary>
    public long SnapshotsTooLarge { get; init; }

    /// <summary>Keys of rules that were dropped, and deadlines that were refused, since there were too many.</summary>
    public long KeysDropped { get; init; }

    /// <summary>Alerts that were not opened, since their VM has as many as it may have.</summary>
    public long AlertsRefused { get; init; }

    /// <summary>Events that opened an alert and were too large to be kept for what ends it.</summary>
    public long OpeningEventsDropped { get; init; }

    /// <summary>Alerts that were told alone, since there are as many groups, or alerts in them, as there may be.</summary>
    public long AlertsToldAlone { get; init; }

    /// <summary>Silences, maintenances and inhibiting alerts that were refused, since there are as many as there may be: they hold nothing here.</summary>
    public long HoldsRefused { get; init; }

    /// <summary>Deliveries whose body was larger than it may be, so that the longest texts in it were cut.</summary>
    public long BodiesCut { get; init; }

    /// <summary>Deliveries whose body was too large even so, and is the standard one instead.</summary>
    public long BodiesReplaced { get; init; }

    /// <summary>Rows that were not recorded, since they were too large.</summary>
    public long RecordsRefused { get; init; }

    /// <summary>Facts that were not set, since their VM has as many as it may have.</summary>
    public long FactsRefused { get; init; }

    /// <summary>Changes of facts that rules were not shown at once, since one input made too many.</summary>
    public long FactEchoesDropped { get; init; }

    /// <summary>Runs of steps that did not begin, since too many went on.</summary>
    public long RunsRefused { get; init; }

    /// <summary>Programs that were not given all that was said, since it would have been too long.</summary>
    public long StepsCut { get; init; }

    /// <summary>Results of steps of which something had no room.</summary>
    public long ResultsTruncated { get; init; }

    /// <summary>Lines of Reactor's own about a VM that were not logged, since it caused too many.</summary>
    public long NoticesNotLogged { get; init; }

    /// <summary>Those of two partitions.</summary>
    public PartitionBounds Plus(PartitionBounds other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new PartitionBounds
        {
            EventsWaiting = EventsWaiting + other.EventsWaiting,
            EventsNotKept = EventsNotKept + other.EventsNotKept,
            SnapshotsTooLarge = SnapshotsTooLarge + other.SnapshotsTooLarge,
            KeysDropped = KeysDropped + other.KeysDropped,
            AlertsRefused = AlertsRefused + other.AlertsRefused,
            OpeningEventsDropped = OpeningEventsDropped + other.OpeningEventsDropped,
            AlertsToldAlone = AlertsToldAlone + other.AlertsToldAlone,
            HoldsRefused = HoldsRefused + other.HoldsRefused,
            BodiesCut = BodiesCut + other.BodiesCut,
            BodiesReplaced = BodiesReplaced + other.BodiesReplaced,
            RecordsRefused = RecordsRefused + other.RecordsRefused,
            FactsRefused = FactsRefused + other.FactsRefused,
            FactEchoesDropped = FactEchoesDropped + other.FactEchoesDropped,
            RunsRefused = RunsRefused + other.RunsRefused,
            StepsCut = StepsCut + other.StepsCut,
            ResultsTruncated = ResultsTruncated + other.ResultsTruncated,
            NoticesNotLogged = NoticesNotLogged + other.NoticesNotLogged,
        };
    }
}
