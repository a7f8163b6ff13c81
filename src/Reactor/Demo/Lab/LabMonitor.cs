using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Demo.Lab;

/// <summary>
/// The lab's own QMP client, apart from the one under observation: a monitor has one client, and Reactor holds the other monitor.
/// Commands run one at a time; events go to a callback, in order.
/// </summary>
internal sealed class LabMonitor : IAsyncDisposable
{
    // A VM's whole schema is about 207 KB on one line.
    private const int LongestLine = 1024 * 1024;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly Action<JsonElement>? _onEvent;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource<JsonElement>? _waiting;
    private LabException? _ended;
    private long _lastId;

    private LabMonitor(Socket socket, Action<JsonElement>? onEvent, TimeProvider time)
    {
        _socket = socket;
        _onEvent = onEvent;
        _time = time;
    }

    /// <summary>Connects to a monitor that listens at a unix socket.</summary>
    /// <param name="path">The socket's path.</param>
    /// <param name="onEvent">Called with each event (the whole object), in order, from one thread at a time.</param>
    /// <param name="time">For the time limits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LabMonitor> ConnectAsync(
        string path, Action<JsonElement>? onEvent, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await OverAsync(socket, onEvent, time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Speaks over a connection that QEMU made to us. Owns the socket from here on.</summary>
    public static async Task<LabMonitor> OverAsync(
        Socket socket, Action<JsonElement>? onEvent, TimeProvider time, CancellationToken cancellationToken)
    {
        var monitor = new LabMonitor(socket, onEvent, time);
        try
        {
            monitor._reading = monitor.ReadAsync();
            await HangGuard.RunAsync("QMP greeting", time, async ct =>
            {
                await monitor._greeted.Task.WaitAsync(ct).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
            await monitor.ExecuteAsync("qmp_capabilities", null, cancellationToken).ConfigureAwait(false);
            return monitor;
        }
        catch
        {
            await monitor.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Executes a command, returns its <c>return</c>.</summary>
    /// <exception cref="LabException">QEMU refused (class and description are in the message), hung up, or did not answer.</exception>
    public async Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var reply = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
            var message = new JsonObject { ["execute"] = command, ["id"] = ++_lastId };
            if (arguments is not null)
                message["arguments"] = arguments;
            lock (_gate)
            {
                if (_ended is not null)
                    throw new LabException($"QMP '{command}': {_ended.Message}", _ended);
                _waiting = reply;
            }

            var answer = await HangGuard.RunAsync($"QMP '{command}'", _time, async ct =>
            {
                await _socket.SendAllAsync(JsonSerializer.SerializeToUtf8Bytes(message), ct).ConfigureAwait(false);
                return await reply.Task.WaitAsync(ct).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            return answer.TryGetProperty("return", out var value)
                ? value
                : throw new LabException($"QMP '{command}' failed: {answer.GetProperty("error").GetRawText()}");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _socket.Dispose();
        _closing.Dispose();
        _turn.Dispose();
    }

    private async Task ReadAsync()
    {
        var lines = new LineReader(_socket, LongestLine);
        var end = new LabException("QEMU closed the monitor.");
        try
        {
            while (await lines.ReadAsync(_closing.Token).ConfigureAwait(false) is { } line)
            {
                using var document = JsonDocument.Parse(line);
                Route(document.RootElement);
            }
        }
        catch (OperationCanceledException)
        {
            end = new LabException("The monitor was closed by the lab.");
        }
        catch (Exception e)
        {
            // Not lost: whoever waits now or calls later gets it.
            end = new LabException($"The monitor failed: {e.Message}", e);
        }

        lock (_gate)
            _ended = end;
        _greeted.TrySetException(end);
        _waiting?.TrySetException(end);
    }

    // By key, never by position: an event may come before the greeting or a reply.
    private void Route(JsonElement message)
    {
        if (message.TryGetProperty("QMP", out _))
            _greeted.TrySetResult();
        else if (message.TryGetProperty("event", out _))
            _onEvent?.Invoke(message.Clone());
        else if (message.TryGetProperty("id", out var id) && id.GetInt64() == _lastId)
            _waiting?.TrySetResult(message.Clone());
    }
}
