using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Reactor.Actors.Tests.Hosting;

public sealed class AkkaLogTests : IAsyncLifetime
{
    private readonly RecordingLoggers _logs = new();
    private readonly ActorSystem _system = ActorSystem.Create("reactor", ConfigurationFactory.ParseString(RuntimeStarter.Hocon));

    private AkkaLog Log => (AkkaLog)_system.Settings.StdoutLogger;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate().Guarded();
        _logs.Dispose();
    }

    [Fact]
    public void Warning_and_error_are_logged_once_with_level_and_source_and_cause()
    {
        Log.GoTo(_logs);

        _system.Log.Warning("{0} of two", 1);
        _system.Log.Error(new InvalidOperationException("no more"), "both");

        Assert.Equal(
            [(LogLevel.Warning, "ActorSystem(reactor): 1 of two", null), (LogLevel.Error, "ActorSystem(reactor): both", "no more")],
            _logs.Entries.Select(entry => (entry.Level, entry.Text, entry.Error?.Message)));
    }

    [Fact]
    public void What_is_less_than_a_warning_is_not_logged()
    {
        Log.GoTo(_logs);

        _system.Log.Info("quiet");
        _system.Log.Debug("quieter");

        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public void What_comes_before_the_log_is_known_is_logged_first()
    {
        _system.Log.Warning("early");

        Log.GoTo(_logs);
        _system.Log.Warning("late");

        Assert.Equal(["ActorSystem(reactor): early", "ActorSystem(reactor): late"], _logs.Lines);
    }

    [Fact]
    public async Task What_is_said_at_the_end_is_logged_once()
    {
        Log.GoTo(_logs);
        _system.RegisterOnTermination(() => _system.Log.Warning("last"));

        await _system.Terminate().Guarded();

        Assert.Equal(["ActorSystem(reactor): last"], _logs.Lines);
    }

    [Fact]
    public async Task Fault_of_an_actor_is_logged()
    {
        Log.GoTo(_logs);

        _system.ActorOf(ActorProps.Of(() => new Faulty()), "faulty").Tell("go");

        await _logs.UntilAsync("akka://reactor/user/faulty: this is it");
    }

    private sealed class Faulty : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException("this is it");
    }
}
