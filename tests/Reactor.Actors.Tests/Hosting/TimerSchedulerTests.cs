using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Reactor.Actors.Hosting;

namespace Reactor.Actors.Tests.Hosting;

/// <summary>The scheduler, the threads and the mailboxes as the daemon has them, in real time: what comes, and that what is cancelled does not.</summary>
public sealed class TimerSchedulerTests() : TestKit(ConfigurationFactory.ParseString("akka.test.single-expect-default = 60s").WithFallback(RuntimeStarter.Hocon))
{
    [Fact]
    public void System_is_made_with_them()
    {
        Assert.IsType<TimerScheduler>(Sys.Scheduler);
        Assert.Contains("SmallMailbox", Sys.Settings.Config.GetString("akka.actor.default-mailbox.mailbox-type"), StringComparison.Ordinal);
        Assert.Contains("FewThreads", Sys.Settings.Config.GetString("akka.actor.default-dispatcher.executor"), StringComparison.Ordinal);
        Assert.IsType<NoSerializer>(Sys.Serialization.FindSerializerForType(typeof(object)));
    }

    [Fact]
    public async Task Once_is_told_once_and_after_what_is_due_earlier()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(60), TestActor, "later", TestActor);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "now", TestActor);

        await ExpectMsgAsync("now");
        await ExpectMsgAsync("later");
        await ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Cancelled_is_not_told(int hoursToo)
    {
        using var cancelable = new Cancelable(Sys.Scheduler);
        using var also = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(50), TestActor, "never", TestActor, cancelable);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromHours(hoursToo) + TimeSpan.FromMilliseconds(50), TestActor, "nor this", TestActor, also);
        cancelable.Cancel();
        also.Cancel();

        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(80), TestActor, "after", TestActor);

        await ExpectMsgAsync("after");
    }

    [Fact]
    public async Task Many_started_and_cancelled_in_turn_few_are_kept_and_others_come()
    {
        var scheduler = (TimerScheduler)Sys.Scheduler;
        using var kept = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(200), TestActor, "kept", TestActor, kept);
        for (var i = 0; i < 50 * ScheduledQueue.Few; i++)
        {
            using var cancelled = new Cancelable(Sys.Scheduler);
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromSeconds(59), TestActor, "never", TestActor, cancelled);
            cancelled.Cancel();
        }

        Assert.InRange(scheduler.Waiting, 0, 2 * ScheduledQueue.Few);
        await ExpectMsgAsync("kept");
    }

    [Fact]
    public async Task Fired_are_not_kept()
    {
        var scheduler = (TimerScheduler)Sys.Scheduler;
        var cancelables = Enumerable.Range(0, 100).Select(_ => new Cancelable(Sys.Scheduler)).ToArray();
        var before = scheduler.Waiting;
        foreach (var cancelable in cancelables)
            Sys.Scheduler.ScheduleTellOnce(TimeSpan.Zero, TestActor, "now", TestActor, cancelable);

        for (var i = 0; i < cancelables.Length; i++)
            await ExpectMsgAsync("now");

        Assert.InRange(scheduler.Waiting, 0, before);
        Assert.All(cancelables, cancelable => cancelable.Dispose());
    }

    [Fact]
    public async Task Repeated_is_told_until_it_is_cancelled()
    {
        using var cancelable = new Cancelable(Sys.Scheduler);
        Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TestActor, "tick", TestActor, cancelable);

        for (var i = 0; i < 5; i++)
            await ExpectMsgAsync("tick");
        cancelable.Cancel();
    }

    [Fact]
    public async Task Action_fails_others_still_run()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => throw new InvalidOperationException("bad"));
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.FromMilliseconds(20), () => TestActor.Tell("ran", ActorRefs.NoSender));

        await ExpectMsgAsync("ran");
    }

    [Fact]
    public async Task Many_senders_what_each_sends_comes_in_its_order()
    {
        const int Senders = 4, Each = 5_000;
        var counted = Sys.ActorOf(Props.Create(() => new Counting(TestActor, Senders, Each)));

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                counted.Tell((sender, i), ActorRefs.NoSender);
        })));

        await ExpectMsgAsync("all in order");
    }

    private sealed class Counting : ReceiveActor
    {
        public Counting(IActorRef tell, int senders, int each)
        {
            var next = new int[senders];
            Receive<(int Sender, int Number)>(message =>
            {
                if (next[message.Sender]++ != message.Number)
                    tell.Tell($"{message} came out of order");
                if (Array.TrueForAll(next, n => n == each))
                    tell.Tell("all in order");
            });
        }
    }
}
