using Reactor.Reactions.Holds;

namespace Reactor.Reactions.Tests.Support;

/// <summary>A window that is open once, from a time to another.</summary>
internal sealed class SpanWindow(DateTimeOffset from, DateTimeOffset to) : IWeeklyWindow
{
    public bool Contains(DateTimeOffset time) => time >= from && time < to;

    public DateTimeOffset? NextChange(DateTimeOffset time) => time < from ? from : time < to ? to : null;
}
