namespace Reactor.Qmp;

/// <summary>A VM's answer to <c>query-qmp-schema</c>.</summary>
/// <param name="Json">The value of <c>return</c> (UTF-8 JSON), for <see cref="QmpSchemaReader.Read"/>; fit to be saved to a file.</param>
/// <param name="Greeting">Who answered.</param>
public sealed record FetchedSchema(ReadOnlyMemory<byte> Json, QmpGreeting Greeting);

/// <summary>Asks a VM's QEMU for its schema, on a connection of its own.</summary>
public static class QmpSchemaFetcher
{
    private const string Command = "query-qmp-schema";

    /// <summary>Connects, negotiates, asks and hangs up. It changes nothing in the VM; events meanwhile are not looked at.</summary>
    /// <param name="address">The monitor. It must be free: a monitor serves one client at a time.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="QmpException">As <see cref="QmpConnection.ConnectAsync"/> and <see cref="QmpConnection.ExecuteAsync"/>.</exception>
    /// <exception cref="QmpSchemaException">This QEMU refuses to tell it.</exception>
    public static async Task<FetchedSchema> FetchAsync(QmpAddress address, QmpConnectionOptions options, CancellationToken ct)
    {
        await using QmpConnection connection = await QmpConnection.ConnectAsync(address, options, new NoEvents(), ct).ConfigureAwait(false);
        QmpReply reply = await connection.ExecuteAsync(Command, ct: ct).ConfigureAwait(false);
        return reply switch
        {
            QmpReturn { Json: var json } => new FetchedSchema(json, connection.Greeting),
            QmpError { Class: "CommandNotFound" } => throw new QmpSchemaException($"{address}: QEMU {connection.Greeting} doesn't know {Command}, which came with 2.5; check without its schema"),
            QmpError error => throw new QmpSchemaException($"{address}: QEMU {connection.Greeting} refused {Command}: {error.Class}: {error.Description}"),
            _ => throw new InvalidOperationException($"a reply of an unknown kind: {reply}"),
        };
    }

    private sealed class NoEvents : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => false;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }
}
