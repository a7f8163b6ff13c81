namespace Reactor.Rules.Engine;

/// <summary>An event of one VM as the engine takes it: immutable, safe to pass between threads.</summary>
public sealed record VmEvent
{
    /// <summary>
    /// Unique for ever: live events are (incarnation, connection, ordinal) in one string.
    /// Everything that must not happen twice is derived from it.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The QMP name, such as <c>GUEST_PANICKED</c>, or one of Reactor's own, such as <c>VM_CONNECTED</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The UTF-8 JSON object under <c>data</c>, in the wire's form; <c>{}</c> where QEMU sent none.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>When Reactor received it. Engine time, never QEMU's clock: hosts differ and rate-limited events come late.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>QEMU's own timestamp in microseconds since the Unix epoch; null where it sent none (or -1).</summary>
    public long? QemuMicroseconds { get; init; }

    /// <summary>When its last byte was read, by the wall clock, for whoever measures; none where it came from no wire. Nothing follows from it, and it is not kept.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where the event came from.</summary>
    public EventOrigin Origin { get; init; }
}
