using System.Text;
using System.Text.Json;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>What operators order of deliveries: dead letters sent once more, targets called again. Each stands in the audit.</summary>
internal sealed class DeliveryOrders(IActorRef root, IReactorStore store, AuditRows rows, EngineClock clock, ILogger logger)
{
    /// <summary>Most dead letters of one order: a target that was down is not met by all at once.</summary>
    internal const int MostAtOnce = 1000;

    private const int LongestName = 256;
    private const int MostNamed = 20;

    // Somebody waits at a terminal.
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(15);

    public async Task<RevivedDeliveries> RetryAsync(DeadLetterFilter filter, Operator by)
    {
        var revived = await store.ReviveAsync(filter, MostAtOnce, clock.Now, rows.Begun(by, "deliveries retry", Json(filter))).ConfigureAwait(false);
        OperatorLog.Retried(logger, revived.Count, by.Who);
        if (!revived.Targets.IsEmpty)
            root.Tell(new DeliverySupervisor.DeliveriesWritten(revived.Targets) { ByHand = true }, ActorRefs.NoSender);
        return revived;
    }

    public async Task<EnabledTarget> EnableAsync(string target, Operator by)
    {
        object answer;
        try
        {
            answer = await root.Ask<object>(new DeliverySupervisor.Enable(target), s_answerWithin).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return new EnabledTarget(target, false, "that could not be written yet: the store is busy, or refuses. It is done as soon as it can be; 'reactor targets' shows it", RefusalReason.Unwritten);
        }

        if (answer is DeliverySupervisor.NoTarget none)
        {
            var there = none.Configured.IsEmpty ? "no target is configured" : $"there are {string.Join(", ", none.Configured.Take(MostNamed))}";
            return new EnabledTarget(target, false, $"there is no target {Shortened.Of(target, LongestName)}: {there}", RefusalReason.NotThere);
        }

        var enabled = (TargetActor.Enabled)answer;
        if (enabled.WasDisabled || enabled.WasLeftAlone)
        {
            await store.AddAuditAsync(rows.Done(by, "targets enable", JsonSerializer.Serialize(new { target }))).ConfigureAwait(false);
            OperatorLog.Enabled(logger, target, by.Who);
        }

        return new EnabledTarget(target, enabled.WasDisabled, null) { WasLeftAlone = enabled.WasLeftAlone };
    }

    // Bounded: of many ids the first ones, and how many.
    private static string Json(DeadLetterFilter filter)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (!filter.WebhookIds.IsEmpty)
            {
                writer.WriteNumber("count", filter.WebhookIds.Length);
                writer.WriteStartArray("ids");
                foreach (var id in filter.WebhookIds.Take(MostNamed))
                    writer.WriteStringValue(Shortened.Of(id, LongestName));
                writer.WriteEndArray();
            }

            if (filter.Target is { } target)
                writer.WriteString("target", Shortened.Of(target, LongestName));
            if (filter.Since is { } since)
                writer.WriteString("since", since);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
