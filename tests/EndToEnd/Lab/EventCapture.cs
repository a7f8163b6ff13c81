using System.Text.Json;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

/// <summary>Sits at the monitor under observation and keeps every event, in order.</summary>
internal sealed class EventCapture : IAsyncDisposable
{
    // A hang guard, not an expectation: events come within milliseconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<JsonElement> _events = [];
    private readonly List<(Func<JsonElement, bool> Wanted, TaskCompletionSource<JsonElement> Found)> _waiting = [];
    private LabMonitor? _monitor;

    public LabMonitor Monitor => _monitor!;

    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    public IReadOnlyList<string> Names => [.. Events.Select(NameOf)];

    public static async Task<EventCapture> ConnectAsync(string path)
    {
        var capture = new EventCapture();
        capture._monitor = await LabMonitor.ConnectAsync(path, capture.Add, TimeProvider.System, CancellationToken.None);
        return capture;
    }

    /// <summary>The data of the first event of this name, seen already or yet to come.</summary>
    public async Task<JsonElement> DataAsync(string name, Func<JsonElement, bool>? wanted = null)
    {
        var found = await FindAsync(e => NameOf(e) == name && (wanted is null || wanted(e.GetProperty("data")))).WaitAsync(Limit);
        return found.TryGetProperty("data", out var data) ? data : default;
    }

    public ValueTask DisposeAsync() => Monitor.DisposeAsync();

    private static string NameOf(JsonElement e) => e.GetProperty("event").GetString()!;

    private Task<JsonElement> FindAsync(Func<JsonElement, bool> wanted)
    {
        lock (_events)
        {
            foreach (var e in _events.Where(wanted))
                return Task.FromResult(e);
            var found = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, found));
            return found.Task;
        }
    }

    private void Add(JsonElement e)
    {
        lock (_events)
        {
            Assert.True(_events.Count < 10_000, "Too many events for a test.");
            _events.Add(e);
            foreach (var (_, found) in _waiting.Where(w => w.Wanted(e)))
                found.TrySetResult(e);
        }
    }
}
