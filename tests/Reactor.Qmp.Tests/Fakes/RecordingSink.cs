using System.Text;

namespace Reactor.Qmp.Tests;

/// <summary>Keeps what it gets and lets tests wait for it.</summary>
internal sealed class RecordingSink(Predicate<string>? wants = null) : IQmpEventSink
{
    private readonly Lock _lock = new();
    private readonly List<QmpEvent> _events = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Batches { get; private set; }

    /// <summary>The end, and the events that came before it.</summary>
    public TaskCompletionSource<(QmpClosed Closed, int Events)> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<QmpEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    public bool Wants(ReadOnlySpan<byte> eventName) => wants is null || wants(Encoding.UTF8.GetString(eventName));

    public void OnEvents(IReadOnlyList<QmpEvent> batch)
    {
        lock (_lock)
        {
            Batches++;
            _events.AddRange(batch);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void OnClosed(QmpClosed closed) => End.SetResult((closed, Events.Count));

    public async Task<QmpEvent> WaitForAsync(Predicate<QmpEvent> match)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_events.Find(match) is { } found)
                    return found;
                changed = _changed.Task;
            }

            await changed.Guarded();
        }
    }

    public Task<QmpEvent> WaitForAsync(string name) => WaitForAsync(e => e.Name == name);
}
