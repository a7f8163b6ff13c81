using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Discovery;

/// <summary>What is logged about finding VMs: each thing once.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The socket {Path} is left alone: {Why}. To watch this VM, {Advice}")]
    public static partial void Foreign(ILogger logger, string path, string why, string advice);

    [LoggerMessage(Level = LogLevel.Warning, Message = "VMs are not discovered in a folder: {Fault}. It is tried again every 10 s")]
    public static partial void Fault(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file system doesn't answer at {Folder}: VMs are not discovered through it until it does, and others are. See that its server is there, or unmount it")]
    public static partial void Hangs(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "The file system doesn't answer at {Folder}, nor at {Others} other places: no VMs are discovered until one of these does. See that its server is there, or unmount it")]
    public static partial void HangsWholly(ILogger logger, string folder, int others);

    [LoggerMessage(Level = LogLevel.Information, Message = "The file system answers again at {Folder}: VMs are discovered through it")]
    public static partial void Answers(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sockets are not watched, since at most {Most} VMs are discovered: {Skipped}")]
    public static partial void TooMany(ILogger logger, int skipped, int most);

    [LoggerMessage(Level = LogLevel.Information, Message = "VM {Vm} is forgotten: its socket and its process are gone for {After}")]
    public static partial void Forgotten(ILogger logger, string vm, TimeSpan after);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another process has taken over the socket of VM {Vm} ({Address}), whose process {Process} lives on: it is heard on until its end, and the other one is watched besides")]
    public static partial void TakenOver(ILogger logger, string vm, string address, string process);
}
