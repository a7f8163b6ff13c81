namespace Reactor.Qmp;

/// <summary>What failed.</summary>
public enum QmpFailure
{
    /// <summary>The socket is absent, refuses, may not be opened, or took too long.</summary>
    ConnectFailed,

    /// <summary>Connected (or queued), but no greeting in time: another client holds the monitor, or QEMU is stopped.</summary>
    Occupied,

    /// <summary>What answered doesn't speak QMP.</summary>
    NotQmp,

    /// <summary>The peer greeted, then refused or broke off the negotiation.</summary>
    NegotiationFailed,

    /// <summary>A command that was sent was not answered in time.</summary>
    CommandTimeout,

    /// <summary>A command never got a slot: too many wait already, or none came free in time. It was not sent.</summary>
    NoSlot,

    /// <summary>The connection is closed.</summary>
    Closed,
}

/// <summary>A QMP connection or command failed in a foreseen way.</summary>
/// <param name="kind">What failed.</param>
/// <param name="message">The same for people: what, where, what to do.</param>
/// <param name="inner">The cause, if any.</param>
/// <param name="outcomeUnknown">Whether a command may have taken effect all the same.</param>
public sealed class QmpException(QmpFailure kind, string message, Exception? inner = null, bool outcomeUnknown = false)
    : Exception(message, inner)
{
    /// <summary>What failed.</summary>
    public QmpFailure Kind { get; } = kind;

    /// <summary>
    /// True when a command had been handed to the socket and its reply never came: it may have taken effect, or may still.
    /// Never repeat it blindly.
    /// </summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;

    /// <summary>How the connection ended, where that is why it failed; else null.</summary>
    public QmpClosed? Closed { get; init; }
}
