using System.Text.Json;
using Reactor.Demo.Lab;
using Reactor.Qmp;

namespace EndToEnd.Lab;

/// <summary>Sits at the monitor under observation, with Reactor's own QMP client, and keeps every event, in order.</summary>
internal sealed class EventCapture : IQmpEventSink, IAsyncDisposable
{
    private const int MostEvents = 10_000;

    private static readonly QmpConnectionOptions Options = new() { GreetingTimeout = HangGuard.Default, CommandTimeout = HangGuard.Default };

    private readonly List<QmpEvent> _events = [];
    private readonly List<(Func<QmpEvent, bool> Wanted, TaskCompletionSource<QmpEvent> Found)> _waiting = [];
    private QmpConnection _connection = null!;

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_events)
                return [.. _events.Select(e => e.Name)];
        }
    }

    public static async Task<EventCapture> ConnectAsync(string path)
    {
        var capture = new EventCapture();
        capture._connection = await QmpConnection.ConnectAsync(new UnixQmpAddress(path), Options, capture, CancellationToken.None);
        return capture;
    }

    /// <summary>The data of the first such event, seen already or yet to come.</summary>
    public async Task<JsonElement> DataAsync(string name, Func<JsonElement, bool>? wanted = null)
    {
        var found = FindAsync(e => e.Name == name && (wanted is null || wanted(JsonElement.Parse(e.Data.Span))));
        return JsonElement.Parse((await found.WaitAsync(HangGuard.Default)).Data.Span);
    }

    /// <summary>What a command without arguments returns.</summary>
    public async Task<JsonElement> QueryAsync(string command) =>
        JsonElement.Parse(Assert.IsType<QmpReturn>(await _connection.ExecuteAsync(command)).Json.Span);

    public bool Wants(ReadOnlySpan<byte> eventName) => true;

    public void OnEvents(IReadOnlyList<QmpEvent> batch)
    {
        lock (_events)
        {
            Assert.True(_events.Count + batch.Count <= MostEvents, "Too many events for a test.");
            _events.AddRange(batch);
            foreach (var (wanted, found) in _waiting)
            {
                if (batch.FirstOrDefault(wanted) is { } e)
                    found.TrySetResult(e);
            }
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private Task<QmpEvent> FindAsync(Func<QmpEvent, bool> wanted)
    {
        lock (_events)
        {
            if (_events.FirstOrDefault(wanted) is { } e)
                return Task.FromResult(e);
            var found = new TaskCompletionSource<QmpEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, found));
            return found.Task;
        }
    }
}
