namespace Reactor.Actors.Status;

/// <summary>How VMs are found. Counts are of now, unless said otherwise.</summary>
public sealed record DiscoveryStatus
{
    /// <summary>Looks at the places of <c>discover</c> since the start.</summary>
    public long Looks { get; init; }

    /// <summary>Sockets that lie there.</summary>
    public int Sockets { get; init; }

    /// <summary>VMs that were found so.</summary>
    public int Vms { get; init; }

    /// <summary>Sockets that are not watched because there are too many.</summary>
    public int Skipped { get; init; }

    /// <summary>Sockets that belong to other programs and are left alone.</summary>
    public int Foreign { get; init; }

    /// <summary>Sockets whose path is too long to connect to, or beyond what one look takes in.</summary>
    public int Unusable { get; init; }

    /// <summary>Folders in which changes are seen late, since they can't be watched.</summary>
    public int Unwatched { get; init; }

    /// <summary>Folders whose file system doesn't answer: what comes and goes there, and in what leads through them, is not seen.</summary>
    public int Hanging { get; init; }

    /// <summary>VMs that were forgotten since the start: socket and process had been gone long enough.</summary>
    public long Forgotten { get; init; }

    /// <summary>Sockets that were taken over by another process while the former one lived on, since the start.</summary>
    public long TakenOver { get; init; }
}
