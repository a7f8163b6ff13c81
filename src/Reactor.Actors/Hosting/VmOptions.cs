namespace Reactor.Actors.Hosting;

/// <summary>How VMs are listened to. The defaults suit QEMU.</summary>
public sealed record VmOptions
{
    /// <summary>How often each VM is asked for its run state, shortened by up to a tenth at random. Default 60 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer to that may take before the VM counts as silent. Default 10 s.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Events of one name of one VM that are taken in a second, in the long run. Default 1,000.</summary>
    public int EventsPerSecond { get; init; } = 1000;

    /// <summary>Events of one name of one VM that are taken at once. Default 5,000.</summary>
    public int EventBurst { get; init; } = 5000;
}
