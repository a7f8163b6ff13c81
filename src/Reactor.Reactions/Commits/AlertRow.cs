using System.Collections.Immutable;
using Reactor.Reactions.Alerts;

namespace Reactor.Reactions.Commits;

/// <summary>States of an alert.</summary>
public enum AlertState
{
    /// <summary>Open.</summary>
    Firing,

    /// <summary>Ended.</summary>
    Resolved,

    /// <summary>Open, and somebody looks after it: nobody is told again that it fires.</summary>
    Acknowledged,
}

/// <summary>Words of <see cref="AlertState"/>.</summary>
public static class AlertStates
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<AlertState>().Select(ToWord)];

    /// <summary>Its word.</summary>
    public static string ToWord(this AlertState state) => state switch
    {
        AlertState.Firing => "firing",
        AlertState.Acknowledged => "acknowledged",
        _ => "resolved",
    };

    /// <summary>The state of a word.</summary>
    public static AlertState Of(string word) => word switch
    {
        "firing" => AlertState.Firing,
        "acknowledged" => AlertState.Acknowledged,
        _ => AlertState.Resolved,
    };

    /// <summary>Whether the alert has not ended.</summary>
    public static bool IsOpen(this AlertState state) => state != AlertState.Resolved;
}

/// <summary>An alert as it stands. Its identity is (rule, id, key); each opening is a row of its own, named by <see cref="Uid"/>.</summary>
public sealed record AlertRow
{
    /// <summary>Unique name of this opening: hash of (rule, id, key, opening firing); starts with <c>a_</c>.</summary>
    public required string Uid { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>The action's <c>id</c>; the rule's name where none is given.</summary>
    public required string Id { get; init; }

    /// <summary>The rule's key as a JSON object, the VM's key included under <c>vm</c> (not in a fleet rule's).</summary>
    public required string Key { get; init; }

    /// <summary>The VM's key; empty for an alert of a fleet rule.</summary>
    public required string VmId { get; init; }

    /// <summary>The VM's name at the opening; empty for an alert of a fleet rule.</summary>
    public required string VmName { get; init; }

    /// <summary>Firing, acknowledged or resolved.</summary>
    public required AlertState State { get; init; }

    /// <summary>info, warning, error or critical.</summary>
    public required string Severity { get; init; }

    /// <summary>One line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>More for people; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Labels of rule, key and action.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>When it opened. Engine time.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>The last match that refreshed it.</summary>
    public required DateTimeOffset RefreshedAt { get; init; }

    /// <summary>When it ended; null while it fires.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>What ended it: <c>event</c>, <c>state</c>, <c>hand</c>, <c>expiry</c>, <c>rule_removed</c>,
    /// <c>vm_removed</c>; of Reactor's own alerts <c>restart</c>, <c>rule_changed</c>; null while it fires.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>How many matches it has seen.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Targets that got the firing, alone or with its group, so that a resolve reaches each of them.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>
    /// What its first notification waits for: <c>wait</c>, <c>inhibited</c>, <c>silenced</c>, <c>muted</c>, <c>maintenance</c>, also where there is
    /// nobody to send it to; null where it was sent, or a limit says that nobody is told. Of an ended alert: what it waited for till then, <c>group</c>
    /// where its group had not told of it yet.
    /// </summary>
    public string? Held { get; init; }

    /// <summary>What is needed while it is open and is no column: versioned UTF-8 JSON. Null for none.</summary>
    public ReadOnlyMemory<byte>? Extra { get; init; }

    /// <summary>
    /// Of an open alert: since when it isn't known whether what it reports is the same still, or ended and began anew while the VM was not heard; null:
    /// nothing of the kind.
    /// </summary>
    public DateTimeOffset? UnverifiedSince => AlertExtra.Read(Extra).UnverifiedSince;

    /// <summary>The firing that opened it.</summary>
    public required string FiringId { get; init; }
}
