using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Outbox;

/// <summary>What is logged about the outbox.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The store can't be written: {Detail}. Reactions wait; VMs are still read as far as their buffers go")]
    public static partial void Unavailable(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store can be written again")]
    public static partial void Available(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Message} [rule {Rule}, VM {Vm}]")]
    public static partial void RuleLine(ILogger logger, string message, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Uid} opened ({Severity}): {Summary} [rule {Rule}, VM {Vm}]")]
    public static partial void AlertOpened(ILogger logger, string uid, string severity, string summary, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Uid} ({Alert}) opened ({Severity}): {Summary} [rule {Rule}, VM {Vm}]")]
    public static partial void OwnAlertOpened(ILogger logger, string uid, string alert, string severity, string summary, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Uid} ended, by {ResolvedBy} [rule {Rule}, VM {Vm}]")]
    public static partial void AlertEnded(ILogger logger, string uid, string resolvedBy, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message} [rule {Rule}, VM {Vm}]")]
    public static partial void RuleWarning(ILogger logger, string message, string rule, string vm);
}
