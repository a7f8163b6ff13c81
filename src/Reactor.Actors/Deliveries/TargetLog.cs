using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Deliveries;

/// <summary>What is logged about deliveries.</summary>
internal static partial class TargetLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Target {Target} fails: {Detail}. Deliveries are tried again")]
    public static partial void Failing(ILogger logger, string target, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Target {Target} is left alone: too many attempts failed. What is sent to it waits, and one tries now and then")]
    public static partial void LeftAlone(ILogger logger, string target);

    [LoggerMessage(Level = LogLevel.Information, Message = "Target {Target} works again")]
    public static partial void Recovered(ILogger logger, string target);

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivery {WebhookId} ({Kind}) was taken by target {Target} [rule {Rule}, VM {Vm}]")]
    public static partial void Delivered(ILogger logger, string webhookId, string kind, string target, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Information, Message = "Target {Target} took more deliveries, too many for a line each: {Count}")]
    public static partial void DeliveredMore(ILogger logger, string target, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {WebhookId} of rule {Rule} to target {Target} is a dead letter: {Detail}")]
    public static partial void DeadLetter(ILogger logger, string webhookId, string rule, string target, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Target {Target} is disabled: it answered 410. Its deliveries are dead letters until it is called again: 'reactor targets enable', a reload, a start")]
    public static partial void Disabled(ILogger logger, string target);

    [LoggerMessage(Level = LogLevel.Error, Message = "Delivery {WebhookId} to target {Target}: the attempt failed inside Reactor; it is tried again")]
    public static partial void AttemptFault(ILogger logger, Exception error, string webhookId, string target);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries to target {Target} wait for the store: {Detail}")]
    public static partial void StoreUnavailable(ILogger logger, string target, string detail);
}
