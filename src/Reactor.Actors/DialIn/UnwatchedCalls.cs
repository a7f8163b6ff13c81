using Microsoft.Extensions.Logging;

namespace Reactor.Actors.DialIn;

/// <summary>Calls of VMs that are not watched, since it would be too many: each is counted, and the log tells of it in the same breath, each thing once.</summary>
/// <param name="counters">Where they are counted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class UnwatchedCalls(DialInCounters counters, TimeProvider time, ILogger logger)
{
    private readonly ToldOnce _told = new(time);

    /// <summary>A process claims to be ever other VMs.</summary>
    public void Overclaimed(string? process, string vm, int most)
    {
        counters.Overclaimed();
        if (_told.IsNew($"overclaimed {process}"))
            LogOverclaimed(logger, process ?? "?", vm, most);
    }

    /// <summary>As many VMs are watched as may be.</summary>
    public void Skipped(string vm, int most)
    {
        counters.Skipped();
        if (_told.IsNew($"skipped {vm}"))
            LogSkipped(logger, most);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A VM that dialled in is not watched: at most {Most} VMs are discovered or dial in")]
    private static partial void LogSkipped(ILogger logger, int most);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call was ended: process {Process} says to be VM {Vm}, and has said that it is {Most} others: a VM is one process")]
    private static partial void LogOverclaimed(ILogger logger, string process, string vm, int most);
}
