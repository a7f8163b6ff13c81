namespace Reactor.Reactions.Simulation;

/// <summary>What is to be done when, on virtual time; of one time in the order in which it was put there.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _queue = new();
    private long _order;

    /// <summary>When the first of it is due; null: it is empty.</summary>
    public DateTimeOffset? Next => _queue.TryPeek(out _, out var first) ? first.At : null;

    public void Add(DateTimeOffset at, Action action) => _queue.Enqueue(action, (at, _order++));

    /// <summary>Takes the first.</summary>
    public Action Take() => _queue.Dequeue();

    /// <summary>Forgets all of it.</summary>
    public void Clear() => _queue.Clear();
}
