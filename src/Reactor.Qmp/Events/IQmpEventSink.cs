namespace Reactor.Qmp;

/// <summary>
/// Takes a connection's events. Its members are called on the connection's read loop, one after another: they must not
/// block (an unread monitor grows QEMU's memory without bound). An exception ends the connection with
/// <see cref="QmpCloseReason.SinkFailed"/>.
/// </summary>
public interface IQmpEventSink
{
    /// <summary>Whether an event of this name (UTF-8) is to be delivered. Called before anything is copied.</summary>
    bool Wants(ReadOnlySpan<byte> eventName);

    /// <summary>
    /// The wanted events of one read, in order. The list belongs to the sink. May be called before
    /// <see cref="QmpConnection.ConnectAsync"/> returns. A reply in the middle of a read splits its batch, so that
    /// events before a reply are delivered before the reply.
    /// </summary>
    void OnEvents(IReadOnlyList<QmpEvent> batch);

    /// <summary>
    /// The connection has ended, and nothing comes any more; <see cref="QmpConnection.Completion"/> is complete. For who has thousands of connections:
    /// each that is awaited takes a quarter of a kilobyte. Called for one that could not be negotiated, too. Must not throw.
    /// </summary>
    /// <param name="closed">Why.</param>
    void OnClosed(QmpClosed closed)
    {
    }
}
