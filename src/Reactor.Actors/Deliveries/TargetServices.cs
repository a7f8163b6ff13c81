using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Status;
using Reactor.Actors.Tracing;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>What every target's actor works with.</summary>
/// <param name="Store">Where deliveries are claimed and completed.</param>
/// <param name="Attempt">Prepares and sends.</param>
/// <param name="Clock">Engine time.</param>
/// <param name="Time">Wall clock.</param>
/// <param name="Inbox">Brings rows that are durable in inboxes to their partitions.</param>
/// <param name="Board">Where the status goes.</param>
/// <param name="Logger">The log.</param>
internal sealed record TargetServices(
    IReactorStore Store, DeliveryAttempt Attempt, EngineClock Clock, TimeProvider Time, Action<ImmutableArray<InboxRow>> Inbox, RuntimeStatusBoard Board, ILogger Logger)
{
    /// <summary>Makes traces.</summary>
    public Tracer Tracer { get; init; } = Tracer.None;
}
