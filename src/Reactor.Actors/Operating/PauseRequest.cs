using System.Text.Json.Serialization;
using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>An operator pauses actions, or lets them go on.</summary>
public sealed record PauseRequest
{
    /// <summary>The longest reason. Characters.</summary>
    public const int LongestReason = 500;

    /// <summary>Who asks.</summary>
    public required Operator By { get; init; }

    /// <summary>The VM: its name, its key or UUID, or how one of these begins; null for all VMs.</summary>
    public string? Vm { get; init; }

    /// <summary>The rule's name; null for all rules.</summary>
    public string? Rule { get; init; }

    /// <summary>The pause that ends, by its id; null: that of the VM and the rule.</summary>
    public string? Id { get; init; }

    /// <summary>Why, for people.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>What came of it.</summary>
public sealed record PauseAnswer
{
    /// <summary><c>paused</c>, <c>already</c> (paused before), <c>resumed</c> or <c>refused</c>.</summary>
    public required string Result { get; init; }

    /// <summary>The pause that began, was there, or ended; null where it was refused.</summary>
    public ActionPause? Pause { get; init; }

    /// <summary>Commands and programs it means that had been begun: they go on.</summary>
    public long UnderWay { get; init; }

    /// <summary>What stays paused, for who lets something go on.</summary>
    public int StillPaused { get; init; }

    /// <summary>Why it was refused; null where it was not.</summary>
    public string? Message { get; init; }

    /// <summary>What kind of refusal that is; null where it was not refused.</summary>
    [JsonIgnore]
    public RefusalReason? Reason { get; init; }
}
