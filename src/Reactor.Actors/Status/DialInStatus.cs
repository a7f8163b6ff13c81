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

    /// <summary>Calls of a process that has too many open without having said who it is.</summary>
    public long Crowded { get; init; }

    /// <summary>Calls of a process that has said already that it is too many other VMs.</summary>
    public long Overclaimed { get; init; }

    /// <summary>Calls of VMs whose connections end soon again and again, and that called before they were let in again.</summary>
    public long TooSoon { get; init; }

    /// <summary>Times that a socket's file was gone, or another's, and the socket was made again.</summary>
    public long Reopened { get; init; }
}
