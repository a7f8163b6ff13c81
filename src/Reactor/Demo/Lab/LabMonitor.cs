using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Qmp;

namespace Reactor.Demo.Lab;

/// <summary>
/// The lab's own monitor of a guest, apart from the one under observation: a monitor has one client, and Reactor holds the other.
/// It takes no events.
/// </summary>
internal sealed class LabMonitor : IAsyncDisposable
{
    private readonly QmpConnection _connection;

    private LabMonitor(QmpConnection connection) => _connection = connection;

    /// <summary>Speaks over a connection that QEMU made to us at <paramref name="path"/>. Owns the socket from here on.</summary>
    public static async Task<LabMonitor> OverAsync(Socket socket, string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new QmpConnectionOptions
        {
            GreetingTimeout = HangGuard.Default,
            CommandTimeout = HangGuard.Default,
            TimeProvider = time,
        };
        return new LabMonitor(
            await QmpConnection.NegotiateAsync(socket, new UnixQmpAddress(path), options, new NoEvents(), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Executes a command, returns its <c>return</c>.</summary>
    /// <exception cref="LabException">QEMU refused (class and description are in the message).</exception>
    /// <exception cref="QmpException">QEMU is gone, or did not answer.</exception>
    public async Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> json = arguments is null ? default : JsonSerializer.SerializeToUtf8Bytes(arguments);
        var reply = await _connection.ExecuteAsync(command, json, ct: cancellationToken).ConfigureAwait(false);
        if (reply is not QmpReturn { Json: var value })
            throw new LabException($"QMP '{command}' failed: {reply}");
        return JsonElement.Parse(value.Span);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private sealed class NoEvents : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => false;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }
}
