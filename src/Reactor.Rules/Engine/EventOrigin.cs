namespace Reactor.Rules.Engine;

/// <summary>Where an event came from, as rules see it in <c>event.origin</c>.</summary>
public enum EventOrigin
{
    /// <summary>Heard on the VM's monitor (or made by Reactor itself at that moment).</summary>
    Live,

    /// <summary>Synthesised from the VM's observed state after a gap.</summary>
    Recovered,

    /// <summary>Read from a recording by <c>reactor replay</c>.</summary>
    Replay,
}
