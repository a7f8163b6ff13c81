namespace Reactor.Qmp;

/// <summary>Why a connection ended.</summary>
public enum QmpCloseReason
{
    /// <summary>The peer closed it: QEMU quit, was killed, or closed its monitor.</summary>
    EndOfStream,

    /// <summary>A message grew beyond <see cref="QmpConnectionOptions.MaxMessageBytes"/>.</summary>
    MessageTooLong,

    /// <summary>A message nested deeper than <see cref="QmpConnectionOptions.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>The objects and arrays of a message had more members than <see cref="QmpConnectionOptions.MaxMembers"/>.</summary>
    TooManyMembers,

    /// <summary>What arrived is not a sequence of JSON objects.</summary>
    Malformed,

    /// <summary>A message was not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>The socket failed.</summary>
    IoError,

    /// <summary>The event sink threw.</summary>
    SinkFailed,

    /// <summary>This side closed it.</summary>
    Disposed,
}

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">The same for people, with the address.</param>
/// <param name="Cause">The exception behind it, if there was one.</param>
public sealed record QmpClosed(QmpCloseReason Reason, string Message, Exception? Cause = null)
{
    /// <summary>Whether a message was beyond what <see cref="QmpConnectionOptions"/> allow.</summary>
    public bool IsBeyondBounds => Reason is QmpCloseReason.MessageTooLong or QmpCloseReason.TooDeep or QmpCloseReason.TooManyMembers;
}
