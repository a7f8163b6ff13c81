using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Output;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>A target as people ask for it: what the daemon knows, and what lies in the store. Counts of attempts are since the start.</summary>
internal sealed record TargetSummary
{
    public required string Name { get; init; }

    /// <summary>Such as <c>webhook</c>; where no daemon runs null, unless the configuration's files have it.</summary>
    public string? Kind { get; init; }

    /// <summary><c>active</c>, <c>failing</c>, <c>open</c>, <c>disabled</c>, <c>unknown</c>; null where no daemon runs.</summary>
    public string? State { get; init; }

    public DateTimeOffset? Since { get; init; }

    public long Pending { get; init; }

    public long Dead { get; init; }

    public int InFlight { get; init; }

    public DateTimeOffset? NextTry { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    public string? LastError { get; init; }

    public long Delivered { get; init; }

    public long Failed { get; init; }

    /// <summary>All that are known, by name.</summary>
    /// <param name="stored">What the store has.</param>
    /// <param name="live">What the daemon says; none where none runs.</param>
    public static IEnumerable<TargetSummary> Of(IReadOnlyList<StoredTarget> stored, IReadOnlyList<TargetStatus> live)
    {
        var waiting = stored.ToDictionary(target => target.Name);
        var running = live.ToDictionary(target => target.Name);
        return waiting.Keys.Union(running.Keys).Order(StringComparer.Ordinal).Select(name => Of(name, waiting.GetValueOrDefault(name), running.GetValueOrDefault(name)));
    }

    /// <summary>Rows of what the store alone knows, and of the targets of the configuration's files that it knows nothing of.</summary>
    public static IReadOnlyList<JsonObject> WithConfigured(IReadOnlyList<JsonObject> rows, IReadOnlyDictionary<string, TargetConfiguration> configured)
    {
        foreach (var row in rows)
        {
            row["kind"] = configured.GetValueOrDefault((string)row["name"]!)?.Kind;
        }
        var known = rows.Select(row => (string)row["name"]!).ToHashSet();
        var untold = configured.Where(target => !known.Contains(target.Key)).Select(target => JsonLines.Row(new TargetSummary { Name = target.Key, Kind = target.Value.Kind }));
        return [.. rows.Concat(untold).OrderBy(row => (string)row["name"]!, StringComparer.Ordinal)];
    }

    private static TargetSummary Of(string name, StoredTarget? stored, TargetStatus? live) => new()
    {
        Name = name,
        Kind = live?.Kind,
        State = live?.State.ToString().ToLowerInvariant() ?? (stored?.DisabledAt is null ? null : "disabled"),
        Since = live?.Since ?? stored?.DisabledAt,
        Pending = stored?.Pending ?? 0,
        Dead = stored?.Dead ?? 0,
        InFlight = live?.InFlight ?? 0,
        // The time at which a target looks again stays where what waited has gone otherwise: muted, for one.
        NextTry = stored?.Pending > 0 ? live?.NextDue : null,
        LastSuccess = live?.LastSuccess,
        LastError = live?.LastError ?? stored?.Reason,
        Delivered = live?.Delivered ?? 0,
        Failed = live?.Failed ?? 0,
    };
}
