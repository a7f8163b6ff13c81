using System.Globalization;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Whether a target is called at all, durably, with the alert about it. What can't be written now is written later: the last word counts.</summary>
internal sealed class Disablement(string target, TargetServices services, IActorRef self)
{
    private long _number;

    /// <summary>It is durable.</summary>
    /// <param name="IsDisabled">What was written.</param>
    /// <param name="ToPartition">What a partition is to take in of it.</param>
    public sealed record Written(bool IsDisabled, InboxRow ToPartition);

    /// <summary>It is not.</summary>
    public sealed record NotWritten(StoreUnavailableException Error);

    /// <summary>Why the target is not called; null while it is.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether something is to be written that could not be.</summary>
    public bool IsUnwritten { get; private set; }

    public void Set(string? reason)
    {
        Reason = reason;
        Write();
    }

    public void OnNotWritten() => IsUnwritten = true;

    public void Write()
    {
        IsUnwritten = false;
        var isDisabled = Reason is not null;
        var row = DaemonTrouble.OfTarget(target, isDisabled).ToRow(
            string.Create(CultureInfo.InvariantCulture, $"target/{target}/{services.Store.Epoch}.{++_number}"));
        services.Store.SetTargetDisabledAsync(target, Reason, services.Clock.Now, row).PipeTo(
            self,
            success: () => new Written(isDisabled, row),
            failure: e => e is StoreUnavailableException { IsFinal: false } error
                ? new NotWritten(error)
                : new TaskFault($"{(isDisabled ? "disabling" : "enabling")} target {target}", e));
    }
}
