namespace Reactor.Reactions.Holds;

/// <summary>A weekly span of wall-clock time, as <c>muted_in</c> names it.</summary>
public interface IWeeklyWindow
{
    /// <summary>Whether the time lies in it.</summary>
    /// <param name="time">The time.</param>
    bool Contains(DateTimeOffset time);

    /// <summary>When this changes next; null: never.</summary>
    /// <param name="time">After this.</param>
    DateTimeOffset? NextChange(DateTimeOffset time);
}
