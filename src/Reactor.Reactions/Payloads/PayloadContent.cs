using System.Collections.Immutable;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Payloads;

/// <summary>What a standard payload tells.</summary>
public sealed record PayloadContent
{
    /// <summary>When it was decided. Engine time.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The firing; of a resolved alert the one that opened it.</summary>
    public required string FiringId { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>info, warning, error or critical.</summary>
    public required string Severity { get; init; }

    /// <summary>Labels of rule and key; of an alert its own as well.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>One line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>The VM.</summary>
    public required VmView Vm { get; init; }

    /// <summary>The completing event; of a resolved alert the one that ended it; null where none did.</summary>
    public VmEvent? Event { get; init; }

    /// <summary>The matches.</summary>
    public required PayloadMatch Match { get; init; }

    /// <summary>The alert; null for a plain firing.</summary>
    public PayloadAlert? Alert { get; init; }
}

/// <summary>The matches behind a payload.</summary>
/// <param name="Count">How many.</param>
/// <param name="FirstAt">The first.</param>
/// <param name="LastAt">The last.</param>
/// <param name="Suppressed">How many a limit held back since the last firing.</param>
/// <param name="Key">The rule's key as a JSON object; its <c>vm</c> is left out of the payload, which has it elsewhere.</param>
public sealed record PayloadMatch(long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Suppressed, string Key);

/// <summary>The alert of a payload.</summary>
/// <param name="Id">Its id within the rule.</param>
/// <param name="Resolved">Whether it ended.</param>
/// <param name="StartsAt">When it opened.</param>
/// <param name="EndsAt">When it ended; null while it fires.</param>
/// <param name="ResolvedBy">What ended it; null while it fires.</param>
/// <param name="Description">More for people; left out where empty.</param>
/// <param name="UnverifiedSince">Since when it isn't known whether what it reports is the same still, or began anew in a gap; left out where it is.</param>
public sealed record PayloadAlert(
    string Id, bool Resolved, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, string? ResolvedBy, string Description = "", DateTimeOffset? UnverifiedSince = null)
{
    /// <summary>Who acknowledged it; null: nobody.</summary>
    public PayloadNote? Acknowledged { get; init; }
}

/// <summary>Something that somebody did by hand.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What they said to it; left out where empty.</param>
public sealed record PayloadNote(string By, DateTimeOffset At, string Comment);
