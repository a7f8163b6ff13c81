using Reactor.Reactions.Commits;

namespace Reactor.Actors.Tracing;

/// <summary>When an event was read.</summary>
internal static class ReadTime
{
    // Another clock than engine time says when an event was read: one that was set meanwhile tells nothing.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    /// <summary>When its last byte was read; where nothing tells, when it was taken in.</summary>
    /// <param name="row">The event.</param>
    /// <param name="takenIn">When it was taken in. Engine time.</param>
    public static DateTimeOffset Of(EventRow row, DateTimeOffset takenIn) =>
        row.ReceivedAt < takenIn && takenIn - row.ReceivedAt < s_longestWait ? row.ReceivedAt : takenIn;
}
