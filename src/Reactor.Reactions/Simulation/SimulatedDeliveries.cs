using Reactor.Reactions.Commits;
using Reactor.Reactions.Retries;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Simulation;

/// <summary>
/// The outbox: every delivery is tried until it arrives or is given up; one that goes after others waits for them, at a target that keeps the order for all
/// of its line too.
/// </summary>
/// <param name="targets">Who answers.</param>
/// <param name="holds">What is held, and never sent.</param>
/// <param name="schedule">Has something done at a time, by the daemon that runs now.</param>
/// <param name="giveUp">Takes what follows a delivery that was given up.</param>
internal sealed class SimulatedDeliveries(SimulatedTargets targets, SimulatedHolds holds, Action<DateTimeOffset, Action<DateTimeOffset>> schedule, Action<InboxRow> giveUp)
{
    private readonly Dictionary<string, Pending> _pending = new(StringComparer.Ordinal);

    // Those whose time came while another was pending that they go after.
    private readonly List<string> _held = [];
    private long _added;

    public void Add(int partition, DeliveryRow row, DateTimeOffset now)
    {
        if (!row.IsMuted && _pending.TryAdd(row.WebhookId, new Pending(++_added, partition, row, 1, now) { IsOrdered = targets.KeepsOrder(row.Target) }))
        {
            Schedule(row.WebhookId, now);
        }
    }

    /// <summary>A new daemon goes on with those that are not done.</summary>
    public void Resume(DateTimeOffset now)
    {
        _held.Clear();
        foreach (var (id, pending) in _pending)
        {
            Schedule(id, pending.At > now ? pending.At : now);
        }
    }

    private void Schedule(string id, DateTimeOffset at) => schedule(at, now => Attempt(id, now));

    private void Attempt(string id, DateTimeOffset now)
    {
        if (!_pending.TryGetValue(id, out var pending))
        {
            return;
        }

        if (_pending.Values.Any(pending.GoesAfter))
        {
            _held.Add(id);
            return;
        }

        if (holds.Hold(pending.Row, now))
        {
            End(id, pending, now);
        }
        else if (targets.Attempt(pending.Row, pending.Attempt) is not var (decision, reason))
        {
            End(id, pending, now);
        }
        else if (decision is RetryDecision.Again again)
        {
            var at = now + again.Delay;
            _pending[id] = pending with { Attempt = pending.Attempt + 1, At = at };
            Schedule(id, at);
        }
        else
        {
            End(id, pending, now);
            if (pending.Row.OnGiveUp is { } firing)
            {
                var lost = new GaveUp(id, pending.Row.ActionPath, pending.Row.Target, reason, firing);
                giveUp(new InboxRow($"{id}/gave-up", pending.Partition, InboxKinds.GaveUp, lost.ToJson()));
            }
        }
    }

    private void End(string id, Pending ended, DateTimeOffset now)
    {
        _pending.Remove(id);
        foreach (var next in _held.FindAll(held => _pending[held].GoesAfter(ended)))
        {
            _held.Remove(next);
            Schedule(next, now);
        }
    }

    private sealed record Pending(long Number, int Partition, DeliveryRow Row, int Attempt, DateTimeOffset At)
    {
        public bool IsOrdered { get; init; }

        public bool GoesAfter(Pending other) => other.Number < Number && (Row.GoesAfter(other.Row) || (IsOrdered && Row.Target == other.Row.Target && Row.Line == other.Row.Line));
    }
}
