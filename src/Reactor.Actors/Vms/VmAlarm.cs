namespace Reactor.Actors.Vms;

/// <summary>What a VM's actor waits for.</summary>
internal enum VmAlarm
{
    /// <summary>To connect again, or to ask again who it is.</summary>
    Retry,

    /// <summary>To ask for the run state, as rules want to know it.</summary>
    Ask,

    /// <summary>To ask for the run state, as it is asked now and then.</summary>
    Heartbeat,

    /// <summary>No answer for so long is to be told.</summary>
    Silence,

    /// <summary>Something lost can be told by now.</summary>
    Loss,

    /// <summary>To ask for all again.</summary>
    AskAll,

    /// <summary>To log what was dropped.</summary>
    Dropped,
}
