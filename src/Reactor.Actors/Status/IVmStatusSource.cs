namespace Reactor.Actors.Status;

/// <summary>A VM's status, read from any thread.</summary>
internal interface IVmStatusSource
{
    /// <summary>Wanted events that arrived; costs nothing.</summary>
    long Received { get; }

    /// <summary>All of it.</summary>
    VmStatus Read();
}
