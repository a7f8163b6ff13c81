using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Reactor.Output;
using Reactor.Reactions.Partitions;

namespace Reactor.Reloading;

/// <summary>What came of a reload, as the command line shows it.</summary>
public sealed record ReloadOutcome
{
    /// <summary><c>reloaded</c>, <c>unchanged</c> or <c>refused</c>.</summary>
    public required string Result { get; init; }

    /// <summary>Whether the files are bad, and what ran runs on.</summary>
    [JsonIgnore]
    public bool IsRefused => Result == "refused";

    /// <summary>Hash of the texts that run now.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Rules that mean the same and kept their windows, timers and limits.</summary>
    public ImmutableArray<string> Kept { get; init; } = [];

    /// <summary>Rules that are new.</summary>
    public ImmutableArray<string> Added { get; init; } = [];

    /// <summary>Rules that mean something else and started afresh.</summary>
    public ImmutableArray<string> Afresh { get; init; } = [];

    /// <summary>Rules that are gone; their alerts ended.</summary>
    public ImmutableArray<string> Removed { get; init; } = [];

    /// <summary>Alerts that ended because their rule is gone: <c>RULE on VM: SUMMARY</c>.</summary>
    public ImmutableArray<string> EndedAlerts { get; init; } = [];

    /// <summary>What changed in the files and waits for a restart.</summary>
    public ImmutableArray<string> NeedsRestart { get; init; } = [];

    /// <summary>Everything that was found in the files, for people; empty for nothing.</summary>
    public string Diagnostics { get; init; } = "";

    /// <summary>One line for people.</summary>
    public string Summary => Result switch
    {
        "reloaded" => $"reloaded: {Number.Of(Kept.Length, "rule kept its state", "rules kept their state")}, {Added.Length} new, {Afresh.Length} started afresh, {Removed.Length} removed{(EndedAlerts.IsEmpty ? "" : $"; {Number.Of(EndedAlerts.Length, "alert", "alerts")} ended with a rule")}",
        "unchanged" => "the files are what runs already: nothing to do",
        _ => "refused: the files are bad, what ran before runs on",
    };

    /// <summary>Of a reload that was done.</summary>
    internal static ReloadOutcome Of(ReloadReport report, Func<string, bool> wasThere, string fingerprint, ImmutableArray<string> needsRestart, string diagnostics) => new()
    {
        Result = "reloaded",
        Fingerprint = fingerprint,
        Kept = report.Kept,
        Added = [.. report.Afresh.Where(name => !wasThere(name))],
        Afresh = [.. report.Afresh.Where(wasThere)],
        Removed = report.Removed,
        NeedsRestart = needsRestart,
        Diagnostics = diagnostics,
    };
}
