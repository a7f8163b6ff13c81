namespace Reactor.Actors.Vms;

/// <summary>What rules want to know of VMs at the moment. Read by every connection, replaced by a reload.</summary>
internal sealed class Attention(WantedEvents wanted, bool readsState)
{
    private volatile WantedEvents _wanted = wanted;
    private volatile bool _readsState = readsState;

    /// <summary>Which events are read.</summary>
    public WantedEvents Wanted
    {
        get => _wanted;
        set => _wanted = value;
    }

    /// <summary>Whether VMs are asked for their state now and then.</summary>
    public bool ReadsState
    {
        get => _readsState;
        set => _readsState = value;
    }
}
