using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>Actors whose timers, and clock, move only when a test moves them.</summary>
public abstract class VirtualTimeKit : TestKit
{
    private static readonly Config s_config = ConfigurationFactory.ParseString("""
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.test.single-expect-default = 60s
        akka.test.default-timeout = 60s
        akka.loglevel = WARNING
        """);

    protected VirtualTimeKit()
        : base(s_config)
    {
    }

    internal ManualTime Time { get; } = new();

    internal RecordingLoggers Logs { get; } = new();

    internal void Advance(TimeSpan by)
    {
        Time.Advance(by);
        ((TestScheduler)Sys.Scheduler).Advance(by);
    }

    /// <summary>Waits for the thing itself.</summary>
    internal Task Until(Func<bool> condition) => AwaitConditionAsync(() => Task.FromResult(condition()), Guard.Limit, TimeSpan.FromMilliseconds(5));
}
