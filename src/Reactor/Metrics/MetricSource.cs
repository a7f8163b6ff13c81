using Reactor.Actors.Status;
using Reactor.Queries;
using Reactor.Store.Reading;

namespace Reactor.Metrics;

/// <summary>What metrics are read from, all of one moment.</summary>
/// <param name="Status">What the daemon knows of itself.</param>
/// <param name="Rules">What became of each rule.</param>
/// <param name="Targets">The targets, with what the store has for them.</param>
/// <param name="OldestPending">When the delivery was decided that has waited longest, by target.</param>
/// <param name="Alerts">Open alerts by state and severity.</param>
/// <param name="Process">The process.</param>
/// <param name="HttpRefused">Requests that the HTTP door refused.</param>
/// <param name="HttpCrowded">Connections that it closed at once, since there were too many.</param>
internal sealed record MetricSource(
    RuntimeStatus Status, IReadOnlyList<RuleStatus> Rules, IReadOnlyList<TargetSummary> Targets, IReadOnlyDictionary<string, DateTimeOffset> OldestPending,
    IReadOnlyList<AlertCount> Alerts, ProcessUse Process, long HttpRefused, long HttpCrowded);
