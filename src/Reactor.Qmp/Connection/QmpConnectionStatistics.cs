namespace Reactor.Qmp;

/// <summary>Counts of one connection since it opened, at one moment.</summary>
/// <param name="BytesReceived">Bytes read from the socket.</param>
/// <param name="EventsReceived">Events that arrived, unwanted and reserved ones included: the last ordinal.</param>
/// <param name="EventsUnwanted">Events dropped unread because the sink didn't want them.</param>
/// <param name="EventsReserved">Events dropped because they carry a name of Reactor's own, which QEMU can't emit.</param>
/// <param name="MessagesIgnored">
/// Well-formed messages of no known meaning: unknown members, a second greeting, a reply with an id unknown or absent (QEMU sends
/// an <c>error</c> without an id when it couldn't read a command), an event with data that is not an object.
/// </param>
/// <param name="CommandsSent">Commands written to the socket, <c>qmp_capabilities</c> included.</param>
/// <param name="LateReplies">Replies to commands that had been given up (timeout, cancellation).</param>
/// <param name="InFlight">Slots taken now, those of given-up commands included.</param>
public readonly record struct QmpConnectionStatistics(
    long BytesReceived,
    long EventsReceived,
    long EventsUnwanted,
    long EventsReserved,
    long MessagesIgnored,
    long CommandsSent,
    long LateReplies,
    int InFlight);
