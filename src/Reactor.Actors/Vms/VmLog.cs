using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Vms;

/// <summary>What is logged about VMs: changes, not tries.</summary>
internal static partial class VmLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "VM {Vm} is live: QEMU {Version}, {Status}, id {Id}")]
    public static partial void Live(ILogger logger, string vm, string version, string status, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} is not connected: {Reason}. Tried again, at most every 30 s")]
    public static partial void Down(ILogger logger, string vm, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} is not connected: {Reason}. It is heard again when it dials in")]
    public static partial void Away(ILogger logger, string vm, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} is occupied: {Reason}. Tried again once a minute")]
    public static partial void Occupied(ILogger logger, string vm, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "VM {Vm} answers with UUID {Uuid}, which VM {Owner} has: it goes by its name, and no command that changes something goes to either. Give each VM a UUID of its own")]
    public static partial void DuplicateUuid(ILogger logger, string vm, string uuid, string owner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} would be named {Wanted}, which another VM is ({OwnerKey}). Give each VM a name of its own")]
    public static partial void DuplicateName(ILogger logger, string vm, string wanted, string ownerKey);

    [LoggerMessage(Level = LogLevel.Information, Message = "VM {Vm} stands by: {Why}")]
    public static partial void StandsBy(ILogger logger, string vm, string why);

    /// <summary>What a VM claims and another has.</summary>
    public static void Conflicts(ILogger logger, VmNaming naming)
    {
        foreach (var conflict in naming.Conflicts)
        {
            if (conflict.Kind == "uuid")
                DuplicateUuid(logger, naming.Name, conflict.Value, conflict.Other);
            else
                DuplicateName(logger, naming.Name, conflict.Value, conflict.OtherKey);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} does not answer: QEMU is stopped or hangs. Its connection is kept, for what it will still say")]
    public static partial void Silent(ILogger logger, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "VM {Vm} answers again")]
    public static partial void Answers(ILogger logger, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VM {Vm} lost events that did not fit its buffer or came too fast: {Count}")]
    public static partial void Dropped(ILogger logger, string vm, long count);
}
