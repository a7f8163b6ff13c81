using Reactor.Actors.Status;
using Reactor.Queries;
using Reactor.Store.Reading;
using Reactor.Telemetry;

namespace Reactor.Metrics;

/// <summary>What metrics are read from, all of one moment.</summary>
/// <param name="Status">What the daemon knows of itself.</param>
/// <param name="Rules">What became of each rule.</param>
/// <param name="Targets">The targets, with what the store has for them.</param>
/// <param name="OldestPending">When the oldest delivery was decided that is neither delivered nor dead, by target.</param>
/// <param name="Alerts">Open alerts by state and severity.</param>
internal sealed record MetricSource(
    RuntimeStatus Status, IReadOnlyList<RuleStatus> Rules, IReadOnlyList<TargetSummary> Targets, IReadOnlyDictionary<string, DateTimeOffset> OldestPending, IReadOnlyList<AlertCount> Alerts)
{
    /// <summary>The process.</summary>
    public ProcessUse Process { get; init; } = new(TimeSpan.Zero, 0, 0, null);

    /// <summary>Sizes of the store's files.</summary>
    public StoreFiles Files { get; init; } = new(0, 0);

    /// <summary>What was counted at the doors.</summary>
    public DoorUse Doors { get; init; } = new();

    /// <summary>Requests to the receiver of OTLP.</summary>
    public IReadOnlyList<OtlpCount> Otlp { get; init; } = [];
}

/// <summary>Sizes of the store's files.</summary>
/// <param name="Main">The store itself. It holds room that is free within, and doesn't shrink.</param>
/// <param name="Log">What was written and isn't carried over into it yet.</param>
internal sealed record StoreFiles(long Main, long Log)
{
    /// <summary>As they are now; 0 of one that isn't there.</summary>
    public static StoreFiles Now(string path) => new(Length(path), Length(path + "-wal"));

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.Exists ? file.Length : 0;
        }
        catch (IOException)
        {
            // Gone in between.
            return 0;
        }
    }
}

/// <summary>What was counted at the doors: the control socket and HTTP.</summary>
internal sealed record DoorUse
{
    /// <summary>Requests that the HTTP door refused.</summary>
    public long Refused { get; init; }

    /// <summary>Connections that it closed at once, since there were too many.</summary>
    public long Crowded { get; init; }

    /// <summary>The same of the control socket.</summary>
    public long ControlCrowded { get; init; }

    /// <summary>Sessions of the dashboard.</summary>
    public int Sessions { get; init; }

    /// <summary>Sessions and codes that ended since there were too many.</summary>
    public long SessionsCrowded { get; init; }

    /// <summary>Streams of stored events.</summary>
    public StreamUse Streams { get; init; } = new(0, 0, 0, 0);
}

/// <summary>Streams of stored events.</summary>
/// <param name="Open">They are open.</param>
/// <param name="Refused">They were refused, since there were as many as may be.</param>
/// <param name="Dropped">They ended while something was on its way: their reader was too slow, or went.</param>
/// <param name="Missed">They were told that what came after their last event isn't stored any more.</param>
internal sealed record StreamUse(int Open, long Refused, long Dropped, long Missed);
