using System.Collections.Immutable;

namespace Reactor.Reactions.Partitions;

/// <summary>The counters while they count.</summary>
internal sealed class PartitionTally
{
    // By rule: bounded by the rule set.
    private readonly Dictionary<string, long> _evaluationErrors = new(StringComparer.Ordinal);

    public long Inputs { get; set; }

    public long Logged { get; set; }

    public long EventsKept { get; set; }

    public long Firings { get; set; }

    public long Limited { get; set; }

    public long AlertsOpened { get; set; }

    public long AlertsResolved { get; set; }

    public long AlertsRefused { get; set; }

    public long Deliveries { get; set; }

    public long BodiesCut { get; set; }

    public long BodiesReplaced { get; set; }

    public long RecordsRefused { get; set; }

    public long LimitKeysEvicted { get; set; }

    public long NotificationsHeld { get; set; }

    public long DeliveriesMuted { get; set; }

    public long ShadowFirings { get; set; }

    public long LimitEnds { get; set; }

    public long PatternKeysEvicted { get; set; }

    public long DeadlinesRefused { get; set; }

    public long OpeningEventsDropped { get; set; }

    public long FactsRefused { get; set; }

    public long FactEchoesDropped { get; set; }

    public long HoldsRefused { get; set; }

    public long InboxTaken { get; set; }

    public long InboxUnreadable { get; set; }

    public long FleetHitsPassedOver { get; set; }

    public long HoldsAsked { get; set; }

    public long SnapshotsTooLarge { get; set; }

    public long GroupsTold { get; set; }

    public long GroupedAlertsRefused { get; set; }

    public long Repeats { get; set; }

    /// <summary>Rules are others: as their engine's, their errors are counted from nothing.</summary>
    public void ForgetEvaluationErrors() => _evaluationErrors.Clear();

    public void CountEvaluationErrors(string rule, long errors)
    {
        if (errors > 0)
        {
            _evaluationErrors[rule] = _evaluationErrors.GetValueOrDefault(rule) + errors;
        }
    }

    public PartitionCounters Picture() => new()
    {
        Inputs = Inputs,
        Logged = Logged,
        EventsKept = EventsKept,
        Firings = Firings,
        Limited = Limited,
        AlertsOpened = AlertsOpened,
        AlertsResolved = AlertsResolved,
        AlertsRefused = AlertsRefused,
        Deliveries = Deliveries,
        BodiesCut = BodiesCut,
        BodiesReplaced = BodiesReplaced,
        RecordsRefused = RecordsRefused,
        LimitKeysEvicted = LimitKeysEvicted,
        NotificationsHeld = NotificationsHeld,
        DeliveriesMuted = DeliveriesMuted,
        ShadowFirings = ShadowFirings,
        LimitEnds = LimitEnds,
        PatternKeysEvicted = PatternKeysEvicted,
        DeadlinesRefused = DeadlinesRefused,
        OpeningEventsDropped = OpeningEventsDropped,
        FactsRefused = FactsRefused,
        FactEchoesDropped = FactEchoesDropped,
        HoldsRefused = HoldsRefused,
        InboxTaken = InboxTaken,
        InboxUnreadable = InboxUnreadable,
        FleetHitsPassedOver = FleetHitsPassedOver,
        HoldsAsked = HoldsAsked,
        SnapshotsTooLarge = SnapshotsTooLarge,
        GroupsTold = GroupsTold,
        GroupedAlertsRefused = GroupedAlertsRefused,
        Repeats = Repeats,
        EvaluationErrors = _evaluationErrors.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };
}
