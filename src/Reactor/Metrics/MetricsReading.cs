using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Api;
using Reactor.Http;
using Reactor.Queries;
using Reactor.Store.Reading;
using Reactor.Telemetry;

namespace Reactor.Metrics;

/// <summary>Reads what metrics are made of, whoever asks for them.</summary>
internal sealed class MetricsReading(
    string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, Func<IReactorRuntime> runtime, HttpDoor door, ConnectionLimit control, EventStreamApi streams, OtlpCounts otlp)
{
    /// <summary>As it is now.</summary>
    public async Task<MetricSource> ReadAsync()
    {
        var rules = await runtime().RulesAsync();
        var stored = await reads.RunAsync(() => StoreReader.Open(storePath).Counts(), CancellationToken.None);
        var status = live().Read();
        return new MetricSource(status, rules, [.. TargetSummary.Of(stored.Targets, status.Targets)], stored.OldestPending, stored.Alerts)
        {
            Process = ProcessUse.Now(),
            Files = StoreFiles.Now(storePath),
            Doors = ReadDoors(),
            Otlp = otlp.Read(),
        };
    }

    /// <summary>What was counted at the doors.</summary>
    public DoorUse ReadDoors() => new()
    {
        Refused = door.Refused.Count,
        Crowded = door.Connections.Refused.Count,
        ControlCrowded = control.Refused.Count,
        Sessions = door.Sessions.Count,
        SessionsCrowded = door.Sessions.Crowded,
        Streams = streams.Use,
    };
}
