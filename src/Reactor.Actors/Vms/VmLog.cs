using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Vms;

/// <summary>What is logged about VMs: changes, not tries.</summary>
internal static partial class VmLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "VM {Vm} is live: QEMU {Version}, {Status}, id {Id}")]
    public static partial void Live(ILogger logger, string vm, string version, string status, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} is not connected: {Reason}. Tried again, at most every 30 s")]
    public static partial void Down(ILogger logger, string vm, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} is occupied: {Reason}. Tried again once a minute")]
    public static partial void Occupied(ILogger logger, string vm, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} answers with UUID {Uuid}, which VM {Owner} has: it goes by its name. Give each VM a UUID of its own")]
    public static partial void DuplicateUuid(ILogger logger, string vm, string uuid, string owner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} does not answer: QEMU is stopped or hangs. Its connection is kept, for what it will still say")]
    public static partial void Silent(ILogger logger, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "VM {Vm} answers again")]
    public static partial void Answers(ILogger logger, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} lost {Count} events that did not fit its buffer or came too fast")]
    public static partial void Dropped(ILogger logger, string vm, long count);
}
