using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Hosting;

public sealed class RetentionActorTests : VirtualTimeKit
{
    private readonly MemoryStore _store = new();
    private RuntimeStatusBoard? _board;

    [Fact]
    public async Task Hour_passes_prunes_and_again_after_the_next()
    {
        await StartAsync();

        Advance(RetentionActor.Every);
        await Until(() => Logs.Count("Removed from the store by age: 1 events") == 1);
        await Until(() =>
        {
            Advance(RetentionActor.Every);
            return Logs.Count("Removed from the store by age: 1 events") == 2;
        });
    }

    [Fact]
    public async Task Other_periods_hold_from_the_next_pruning_on_and_what_went_is_counted()
    {
        var actor = await StartAsync();
        Advance(RetentionActor.Every);
        await Until(() => _store.Prunings == 1);
        var other = new RetentionConfiguration { Events = TimeSpan.FromDays(7) };

        actor.Tell(other);
        await Until(() =>
        {
            Advance(RetentionActor.Every);
            return ReferenceEquals(_store.Retention, other);
        });

        await Until(() => _board!.Read().Pruned.Events == _store.Prunings);
    }

    [Fact]
    public async Task Hour_passes_store_fails_tells_and_goes_on()
    {
        _store.Failure = new StoreUnavailableException(StoreFailure.ReadOnly, "the file is read-only");
        await StartAsync();

        Advance(RetentionActor.Every);
        await Until(() => Logs.Count("was not pruned (the file is read-only)") == 1);
        _store.Failure = null;

        await Until(() =>
        {
            Advance(RetentionActor.Every);
            return _store.Prunings > 0;
        });
    }

    private async Task<IActorRef> StartAsync()
    {
        var (store, clock, logger) = (_store, new EngineClock(Time, null), Logs);
        var board = _board = new RuntimeStatusBoard(clock);
        var actor = Sys.ActorOf(Props.Create(() => new RetentionActor(store, new RetentionConfiguration(), clock, board, logger)));
        // Its timer is set once it answers.
        await actor.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        return actor;
    }
}
