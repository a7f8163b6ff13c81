namespace Reactor.Qmp;

/// <summary>QEMU's answer to a command: <see cref="QmpReturn"/> or <see cref="QmpError"/>.</summary>
public abstract record QmpReply
{
    private protected QmpReply()
    {
    }

    /// <summary>
    /// Ordinal of the last event read before this reply (<see cref="QmpEvent.Ordinal"/>), 0 when there was none. What a query
    /// answers covers the events up to here, and those have been given to the sink; later ones are news.
    /// </summary>
    public long EventsBefore { get; init; }
}

/// <summary>The command succeeded.</summary>
/// <param name="Json">The value of <c>return</c>, as it was on the wire (UTF-8 JSON, own copy).</param>
public sealed record QmpReturn(ReadOnlyMemory<byte> Json) : QmpReply;

/// <summary>The command failed.</summary>
/// <param name="Class">Such as <c>GenericError</c>, <c>CommandNotFound</c>, <c>DeviceNotActive</c>.</param>
/// <param name="Description">For people; QEMU changes it freely, so never parse it.</param>
public sealed record QmpError(string Class, string Description) : QmpReply;
