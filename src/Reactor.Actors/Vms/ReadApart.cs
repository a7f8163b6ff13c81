using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Vms;

/// <summary>
/// Connections that are read each by itself, since nothing was left to read them together: they are counted, and the log tells of the first in the same
/// breath. Thread-safe.
/// </summary>
internal sealed partial class ReadApart(ILogger logger)
{
    private long _count;

    /// <summary>How many there were since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>One more.</summary>
    public void Add(string vm)
    {
        if (Interlocked.Increment(ref _count) == 1)
            First(logger, vm);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} is read by itself, and so may others be: no descriptor or thread is left to read them together. Nothing is lost; it costs more processor time. Raise LimitNOFILE, TasksMax or fs.epoll.max_user_watches, then restart. 'reactor status' counts them")]
    private static partial void First(ILogger logger, string vm);
}
