using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Outbox;

/// <summary>What is logged about the outbox.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The store can't be written: {Detail}. Reactions wait; VMs are still read as far as their buffers go")]
    public static partial void Unavailable(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store can be written again")]
    public static partial void Available(ILogger logger);

    // What is of no VM (of several, of the store, of a target) names none.
    public static void RuleLine(ILogger logger, string message, string rule, string vm)
    {
        if (vm.Length > 0)
            RuleLineOfVm(logger, message, rule, vm);
        else
            RuleLineOfNoVm(logger, message, rule);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Message} [rule {Rule}, VM {Vm}]")]
    private static partial void RuleLineOfVm(ILogger logger, string message, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Message} [rule {Rule}]")]
    private static partial void RuleLineOfNoVm(ILogger logger, string message, string rule);

    public static void RuleWarning(ILogger logger, string message, string rule, string vm)
    {
        if (vm.Length > 0)
            RuleWarningOfVm(logger, message, rule, vm);
        else
            RuleWarningOfNoVm(logger, message, rule);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message} [rule {Rule}, VM {Vm}]")]
    private static partial void RuleWarningOfVm(ILogger logger, string message, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message} [rule {Rule}]")]
    private static partial void RuleWarningOfNoVm(ILogger logger, string message, string rule);

    public static void AlertOpened(ILogger logger, string uid, string severity, string summary, string rule, string vm)
    {
        if (vm.Length > 0)
            AlertOpenedOfVm(logger, uid, severity, summary, rule, vm);
        else
            AlertOpenedOfNoVm(logger, uid, severity, summary, rule);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Uid} opened ({Severity}): {Summary} [rule {Rule}, VM {Vm}]")]
    private static partial void AlertOpenedOfVm(ILogger logger, string uid, string severity, string summary, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Uid} opened ({Severity}): {Summary} [rule {Rule}]")]
    private static partial void AlertOpenedOfNoVm(ILogger logger, string uid, string severity, string summary, string rule);

    public static void OwnAlertOpened(ILogger logger, string uid, string alert, string severity, string summary, string rule, string vm)
    {
        if (vm.Length > 0)
            OwnAlertOpenedOfVm(logger, uid, alert, severity, summary, rule, vm);
        else
            OwnAlertOpenedOfNoVm(logger, uid, alert, severity, summary, rule);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Uid} ({Alert}) opened ({Severity}): {Summary} [rule {Rule}, VM {Vm}]")]
    private static partial void OwnAlertOpenedOfVm(ILogger logger, string uid, string alert, string severity, string summary, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Uid} ({Alert}) opened ({Severity}): {Summary} [rule {Rule}]")]
    private static partial void OwnAlertOpenedOfNoVm(ILogger logger, string uid, string alert, string severity, string summary, string rule);

    public static void AlertEnded(ILogger logger, string uid, string resolvedBy, string rule, string vm)
    {
        if (vm.Length > 0)
            AlertEndedOfVm(logger, uid, resolvedBy, rule, vm);
        else
            AlertEndedOfNoVm(logger, uid, resolvedBy, rule);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Uid} ended, by {ResolvedBy} [rule {Rule}, VM {Vm}]")]
    private static partial void AlertEndedOfVm(ILogger logger, string uid, string resolvedBy, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Uid} ended, by {ResolvedBy} [rule {Rule}]")]
    private static partial void AlertEndedOfNoVm(ILogger logger, string uid, string resolvedBy, string rule);
}
