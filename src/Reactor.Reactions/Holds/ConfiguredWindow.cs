using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Holds;

/// <summary>A window of the configuration.</summary>
internal sealed class ConfiguredWindow(WeeklyWindow window) : IWeeklyWindow
{
    public bool Contains(DateTimeOffset time) => window.Contains(time);

    public DateTimeOffset? NextChange(DateTimeOffset time) => window.NextChange(time);
}
