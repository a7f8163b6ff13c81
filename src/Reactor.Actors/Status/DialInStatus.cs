namespace Reactor.Actors.Status;

/// <summary>What became of VMs' calls since the start.</summary>
public sealed record DialInStatus
{
    /// <summary>Calls that came.</summary>
    public long Accepted { get; init; }

    /// <summary>Calls of users that are not let in.</summary>
    public long Refused { get; init; }

    /// <summary>Calls of whom it couldn't be told in time who they are.</summary>
    public long Unidentified { get; init; }

    /// <summary>Calls of a process that is connected already.</summary>
    public long Duplicates { get; init; }

    /// <summary>Calls of VMs that are not watched because there are too many.</summary>
    public long Skipped { get; init; }
}
