namespace Reactor.Actors.Status;

/// <summary>Whether a target is called.</summary>
public enum TargetState
{
    /// <summary>Deliveries are attempted.</summary>
    Active,

    /// <summary>The last attempt failed; deliveries are tried again.</summary>
    Failing,

    /// <summary>Too many attempts failed: deliveries wait, and one tries now and then.</summary>
    Open,

    /// <summary>It answered 410 and is not called any more.</summary>
    Disabled,

    /// <summary>Not in the configuration (any more): its deliveries become dead letters.</summary>
    Unknown,
}

/// <summary>A target as the daemon sees it. Counts are since the start.</summary>
public sealed record TargetStatus
{
    /// <summary>The target's name; for a webhook written in place <c>rule/NAME/PATH</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is called.</summary>
    public required TargetState State { get; init; }

    /// <summary>Since when. Engine time.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Such as <c>webhook</c>; <c>rule</c> for a webhook written in place.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Attempts under way.</summary>
    public int InFlight { get; init; }

    /// <summary>Outcomes of attempts that aren't durable yet. At 1,024 no further attempt begins.</summary>
    public int Unwritten { get; init; }

    /// <summary>When the next attempt is due that has to wait; null where none has to. Engine time.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Deliveries that the target took.</summary>
    public long Delivered { get; init; }

    /// <summary>Attempts that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Deliveries given up.</summary>
    public long Dead { get; init; }

    /// <summary>When an attempt last succeeded; null for never. Engine time.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>The last failed attempt's detail; null once one succeeds.</summary>
    public string? LastError { get; init; }
}
