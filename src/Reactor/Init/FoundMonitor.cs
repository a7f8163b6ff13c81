namespace Reactor.Init;

/// <summary>Whose a monitor is.</summary>
internal enum MonitorUse
{
    /// <summary>Reactor may have it, as far as can be told without connecting.</summary>
    Free,

    /// <summary>A manager holds it, or it is no monitor.</summary>
    Foreign,

    /// <summary>QEMU itself dials: whoever listens gets it.</summary>
    Dials,
}

/// <summary>A monitor that was found on this host.</summary>
/// <param name="Vm">The VM's name; empty where it isn't known.</param>
/// <param name="Path">Its socket; empty where QEMU was handed an open one.</param>
/// <param name="Use">Whose it is.</param>
/// <param name="Note">Why it is left out and what to do; empty for one that isn't.</param>
internal sealed record FoundMonitor(string Vm, string Path, MonitorUse Use, string Note = "");
