using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tracing;

/// <summary>
/// Makes the trace of a firing, of what has happened: <c>event</c> (from when it was read until all that was decided is durable) with <c>rules</c>,
/// <c>commit</c>, and of what follows each <c>delivery</c> with its <c>attempt</c>s and each <c>step</c>. It costs a look at a number while no traces are asked for.
/// What a VM or a target says is in it as far as people see it elsewhere; events' data and bodies are not.
/// </summary>
internal sealed class Tracer(SpanQueue spans)
{
    private const int SpansOfFiring = 3;

    /// <summary>Makes none.</summary>
    public static Tracer None { get; } = new(new SpanQueue());

    /// <summary>Whether traces are asked for.</summary>
    public bool IsOn => spans.IsOn;

    /// <summary>A commit is durable.</summary>
    /// <param name="commit">It.</param>
    /// <param name="handedAt">When it was made.</param>
    /// <param name="durableAt">Now.</param>
    public void Committed(Commit commit, DateTimeOffset handedAt, DateTimeOffset durableAt)
    {
        if (!spans.IsOn || (commit.Firings.IsEmpty && commit.Deliveries.IsEmpty))
            return;
        var takenIn = commit.At ?? handedAt;
        var events = commit.Events.ToLookup(row => row.Id, StringComparer.Ordinal);
        foreach (var firing in commit.Firings)
        {
            if (Find(firing.Id) is not { } trace)
                continue;
            // Made for nothing they would take their time all the same.
            if (!spans.HasRoom)
                spans.CountDropped(SpansOfFiring);
            else
                Fired(trace, firing, events[firing.EventId].FirstOrDefault(), (takenIn, handedAt, durableAt), commit.Partition);
        }

        foreach (var delivery in commit.Deliveries)
        {
            if (Find(delivery.FiringId) is not { } trace)
                continue;
            if (!spans.HasRoom)
                spans.CountDropped(1);
            else
                Decided(trace, delivery, durableAt);
        }
    }

    /// <summary>An attempt ended.</summary>
    public void Attempted(ClaimedDelivery claim, AttemptResult result)
    {
        if (!spans.IsOn || Find(claim.Delivery.FiringId) is not { } trace)
            return;
        var delivery = claim.Delivery;
        var attributes = About(delivery);
        attributes.Add(new("reactor.attempt", (long)claim.Attempt));
        attributes.Add(new("reactor.outcome", result.Outcome switch { AttemptOutcome.Delivered => "delivered", AttemptOutcome.Retry => "retry", _ => "dead" }));
        if (result.Status is { } status)
            attributes.Add(new("reactor.status", (long)status));
        spans.Add(new Span
        {
            Trace = trace,
            Id = TraceIds.Attempt(delivery.WebhookId, claim.Attempt),
            Parent = TraceIds.Delivery(delivery.WebhookId),
            Name = "attempt",
            Kind = SpanKind.Client,
            Begin = result.At - result.Duration,
            End = result.At,
            Failure = result.Outcome == AttemptOutcome.Delivered ? null : result.Detail,
            Attributes = attributes.ToImmutable(),
        });
    }

    /// <summary>A step ended.</summary>
    public void Ended(StepRow step, StepResult result, DateTimeOffset begin, DateTimeOffset end)
    {
        if (!spans.IsOn || Find(step.FiringId) is not { } trace)
            return;
        spans.Add(new Span
        {
            Trace = trace,
            Id = TraceIds.Step(step.Id),
            Parent = TraceIds.Event(step.FiringId),
            Name = "step",
            Kind = SpanKind.Client,
            Begin = begin,
            End = end,
            Failure = result.Status == StepStatus.Ok ? null : result.Error?.Class ?? result.Status.ToWord(),
            Attributes =
            [
                new("reactor.step.id", step.Id), new("reactor.step.kind", step.Kind), new("reactor.rule", step.Rule), new("reactor.action", step.ActionPath),
                new("reactor.vm.id", step.VmId), new("reactor.vm.name", step.VmName), new("reactor.outcome", result.Status.ToWord()),
            ],
        });
    }

    /// <summary>What an attempt tells its receiver of the trace that it belongs to; null where there are no traces.</summary>
    public string? Parent(ClaimedDelivery claim)
    {
        if (!spans.IsOn)
            return null;
        var trace = TraceIds.Trace(claim.Delivery.FiringId);
        return TraceIds.Parent(trace, TraceIds.Attempt(claim.Delivery.WebhookId, claim.Attempt), spans.Wants(trace));
    }

    private UInt128? Find(string firing)
    {
        var trace = TraceIds.Trace(firing);
        return spans.Wants(trace) ? trace : null;
    }

    private void Fired(UInt128 trace, FiringRow firing, EventRow? row, (DateTimeOffset TakenIn, DateTimeOffset Handed, DateTimeOffset Durable) at, int partition)
    {
        var root = TraceIds.Event(firing.Id);
        spans.Add(new Span
        {
            Trace = trace,
            Id = root,
            Name = "event",
            Kind = SpanKind.Consumer,
            Begin = row is null ? at.TakenIn : ReadTime.Of(row, at.TakenIn),
            End = at.Durable,
            Attributes =
            [
                new("reactor.event.id", firing.EventId), new("reactor.event.name", firing.EventName), new("reactor.event.origin", row?.Origin ?? ""),
                new("reactor.vm.id", firing.VmId), new("reactor.vm.name", firing.VmName), new("reactor.rule", firing.Rule), new("reactor.firing.id", firing.Id),
            ],
        });
        spans.Add(new Span
        {
            Trace = trace,
            Id = TraceIds.Rules(firing.Id),
            Parent = root,
            Name = "rules",
            Begin = at.TakenIn,
            End = at.Handed,
            Attributes =
            [
                new("reactor.rule", firing.Rule), new("reactor.severity", firing.Severity), new("reactor.suppressed", firing.Suppressed),
                new("reactor.shadow", firing.Shadow is not null), new("reactor.partition", (long)partition),
            ],
        });
        spans.Add(new Span { Trace = trace, Id = TraceIds.Commit(firing.Id), Parent = root, Name = "commit", Begin = at.Handed, End = at.Durable });
    }

    private void Decided(UInt128 trace, DeliveryRow delivery, DateTimeOffset durableAt)
    {
        var attributes = About(delivery);
        attributes.Add(new("reactor.muted", delivery.IsMuted));
        spans.Add(new Span
        {
            Trace = trace,
            Id = TraceIds.Delivery(delivery.WebhookId),
            Parent = TraceIds.Event(delivery.FiringId),
            Name = "delivery",
            Begin = delivery.CreatedAt,
            End = durableAt,
            Attributes = attributes.ToImmutable(),
        });
    }

    private static ImmutableArray<KeyValuePair<string, object>>.Builder About(DeliveryRow delivery)
    {
        var attributes = ImmutableArray.CreateBuilder<KeyValuePair<string, object>>(8);
        attributes.Add(new("reactor.delivery.id", delivery.WebhookId));
        attributes.Add(new("reactor.delivery.kind", delivery.Kind));
        attributes.Add(new("reactor.target", delivery.Target));
        attributes.Add(new("reactor.rule", delivery.Rule));
        attributes.Add(new("reactor.vm.name", delivery.VmName));
        return attributes;
    }
}
