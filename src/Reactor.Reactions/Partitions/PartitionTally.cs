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

    public long BodiesReplaced { get; set; }

    public long RecordsRefused { get; set; }

    public long LimitKeysEvicted { get; set; }

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
        BodiesReplaced = BodiesReplaced,
        RecordsRefused = RecordsRefused,
        LimitKeysEvicted = LimitKeysEvicted,
        EvaluationErrors = _evaluationErrors.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };
}
