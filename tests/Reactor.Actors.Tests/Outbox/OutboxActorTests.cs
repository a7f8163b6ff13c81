using Akka.Actor;
using Akka.TestKit;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Hosting;
using Reactor.Actors.Outbox;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Tracing;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Tests.Outbox;

public sealed class OutboxActorTests : VirtualTimeKit
{
    private readonly MemoryStore _store = new();
    private readonly RuntimeStatusBoard _board;
    private readonly IActorRef _outbox;

    public OutboxActorTests()
    {
        _board = new RuntimeStatusBoard(new EngineClock(Time, null));
        var (store, deliveries, board, log) = (_store, TestActor, _board, Logs);
        _outbox = Sys.ActorOf(Props.Create(() => new OutboxActor(store, deliveries, board, log, new Random(1), Tracer.None)));
    }

    [Fact]
    public async Task Write_commit_is_durable_before_anyone_hears_of_it()
    {
        _store.Hold();
        Write(Samples.Commit(1, 0, Samples.Delivery()));
        await Until(() => _board.Store.WaitingCommits == 1);
        await ExpectNoMsgAsync(TimeSpan.Zero);

        _store.Open();

        Assert.Equal(1L, (await ExpectMsgAsync<OutboxActor.Durable>()).Ticket);
        Assert.Equal("oncall", Assert.Single((await ExpectMsgAsync<DeliverySupervisor.DeliveriesWritten>()).Targets));
    }

    [Fact]
    public async Task Write_delivery_that_is_begun_at_once_goes_on_with_when_its_event_was_read()
    {
        var room = new ClaimRoom();
        room.Offer(1);
        await _store.ClaimAsync("oncall", 1, Time.GetUtcNow(), room: room);
        var read = Samples.At - TimeSpan.FromMilliseconds(3);
        Write(Samples.Commit(1, 0, Samples.Delivery()) with
        {
            Events = [new EventRow("e", "v", "web1", "STOP", Samples.At, null, "live", "{}"u8.ToArray(), 1) { ReceivedAt = read }],
            Firings = [new FiringRow("f_1", "down", "error", "v", "web1", "e", "STOP", Samples.At, "{}", 0)],
        });
        await ExpectMsgAsync<OutboxActor.Durable>();

        Assert.Equal(read, Assert.Single((await ExpectMsgAsync<DeliverySupervisor.DeliveriesWritten>()).Claimed).HeardAt);
    }

    [Fact]
    public async Task Write_alert_that_opens_and_one_that_ends_are_logged_once_each()
    {
        var firing = new FiringRow("f_1", "down", "error", "v", "web1", "e", "STOP", DateTimeOffset.UnixEpoch, "{}", 0);
        var alert = new AlertRow
        {
            Uid = "a_1", Rule = "down", Id = "down", Key = "{}", VmId = "v", VmName = "web1", State = AlertState.Firing, Severity = "error", Summary = "it is\ndown",
            StartsAt = DateTimeOffset.UnixEpoch, RefreshedAt = DateTimeOffset.UnixEpoch, FiringId = "f_1",
        };
        Write(Samples.Commit(1) with { Firings = [firing], Alerts = [alert] });
        Write(Samples.Commit(2) with { Alerts = [alert with { Count = 2 }] });
        Write(Samples.Commit(3) with { Alerts = [alert with { State = AlertState.Resolved, ResolvedBy = "event" }] });
        for (var i = 0; i < 3; i++)
            await ExpectMsgAsync<OutboxActor.Durable>();

        Assert.Equal(1, Logs.Count("opened"));
        Assert.Equal(1, Logs.Count("Alert a_1 opened (error): it is down [rule down, VM web1]"));
        Assert.Equal(1, Logs.Count("Alert a_1 ended, by event [rule down, VM web1]"));
    }

    [Fact]
    public async Task Write_alert_of_Reactor_that_opens_and_ends_is_logged_once_each()
    {
        var alert = new AlertRow
        {
            Uid = "a_1", Rule = "reactor", Id = "reactor.target-disabled", Key = "{}", VmId = "", VmName = "", State = AlertState.Firing, Severity = "error", Summary = "target x is disabled",
            StartsAt = DateTimeOffset.UnixEpoch, RefreshedAt = DateTimeOffset.UnixEpoch, FiringId = "f_1",
        };
        Write(Samples.Commit(1) with { At = DateTimeOffset.UnixEpoch, Alerts = [alert] });
        Write(Samples.Commit(2) with { At = DateTimeOffset.UnixEpoch.AddSeconds(1), Alerts = [alert with { Count = 2 }] });
        Write(Samples.Commit(3) with { At = DateTimeOffset.UnixEpoch.AddSeconds(2), Alerts = [alert with { State = AlertState.Resolved, ResolvedBy = "mended" }] });
        for (var i = 0; i < 3; i++)
            await ExpectMsgAsync<OutboxActor.Durable>();

        Assert.Equal(1, Logs.Count("opened"));
        Assert.Equal(1, Logs.Count("Alert a_1 (reactor.target-disabled) opened (error): target x is disabled [rule reactor]"));
        Assert.Equal(1, Logs.Count("Alert a_1 ended, by mended [rule reactor]"));
    }

    [Fact]
    public async Task Write_while_one_is_under_way_the_rest_goes_in_one_group()
    {
        _store.Hold();
        for (var sequence = 1; sequence <= 10; sequence++)
            Write(Samples.Commit(sequence));
        await Until(() => _board.Store.WaitingCommits == 10);

        _store.Open();

        for (var sequence = 1; sequence <= 10; sequence++)
            Assert.Equal((long)sequence, (await ExpectMsgAsync<OutboxActor.Durable>()).Ticket);
        Assert.Equal([1, 9], _store.Groups.Select(group => group.Length));
        Assert.Equal((10L, 2L, 0L, 0), (_board.Store.Commits, _board.Store.Groups, _board.Store.WaitingBytes, _board.Store.WaitingCommits));
    }

    [Fact]
    public async Task Write_group_is_large_is_split()
    {
        _store.Hold();
        for (var sequence = 1; sequence <= 5; sequence++)
            Write(Samples.Commit(sequence) with { ApproximateBytes = OutboxActor.MaxGroupBytes / 2 });
        await Until(() => _board.Store.WaitingCommits == 5);

        _store.Open();

        await Until(() => _store.Commits.Count == 5);
        Assert.Equal([1, 2, 2], _store.Groups.Select(group => group.Length));
    }

    [Fact]
    public async Task Write_store_fails_keeps_it_tells_once_and_writes_it_later()
    {
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full: make room");
        Write(Samples.Commit(1));
        for (var retry = 0; retry < 5; retry++)
        {
            await Until(() => !_board.Store.Writable);
            Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal("the disk is full: make room", _board.Store.LastError);
        Write(Samples.Commit(2));
        await Until(() => _board.Store.WaitingCommits == 2);
        _store.Failure = null;
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return _board.Store.Writable;
        });

        Assert.Equal(1L, (await ExpectMsgAsync<OutboxActor.Durable>()).Ticket);
        Assert.Equal(2L, (await ExpectMsgAsync<OutboxActor.Durable>()).Ticket);
        Assert.Equal([1L, 2L], _store.Commits.Select(commit => commit.AppliedSequence));
        Assert.Equal(1, Logs.Count("can't be written"));
        Assert.Equal(1, Logs.Count("can be written again"));
    }

    [Fact]
    public async Task Write_journal_waits_for_the_reactions_of_other_partitions()
    {
        _store.Hold();
        Write(Samples.Commit(1));
        Write(Samples.Commit(2, partition: 1) with { IsJournal = true });
        Write(Samples.Commit(3, partition: 2));
        await Until(() => _board.Store.WaitingCommits == 3);

        _store.Open();

        await Until(() => _store.Commits.Count == 3);
        Assert.Equal([1L, 3L, 2L], _store.Commits.Select(commit => commit.AppliedSequence));
    }

    [Fact]
    public async Task Write_journal_goes_before_what_its_partition_says_next()
    {
        _store.Hold();
        Write(Samples.Commit(1));
        Write(Samples.Commit(2) with { IsJournal = true });
        Write(Samples.Commit(3));
        await Until(() => _board.Store.WaitingCommits == 3);

        _store.Open();

        await Until(() => _store.Commits.Count == 3);
        Assert.Equal([1L, 2L, 3L], _store.Commits.Select(commit => commit.AppliedSequence));
    }

    [Fact]
    public async Task Write_journal_however_much_else_there_is_its_turn_comes()
    {
        _store.Hold();
        for (var sequence = 1; sequence <= 20; sequence++)
            Write(Big(sequence));
        Write(Samples.Commit(1, partition: 1) with { IsJournal = true });
        await Until(() => _board.Store.WaitingCommits == 21);

        _store.Open();

        // Each that is written is followed by another: there is always more.
        for (var sequence = 21; !_store.Commits.Any(commit => commit.IsJournal); sequence++)
        {
            Assert.True(sequence < 200, "its turn did not come");
            await ExpectMsgAsync<OutboxActor.Durable>();
            Write(Big(sequence));
        }

        static Commit Big(int sequence) => Samples.Commit(sequence) with { ApproximateBytes = OutboxActor.MaxGroupBytes };
    }

    [Fact]
    public async Task Flush_journal_waits_is_answered_after_it()
    {
        _store.Hold();
        Write(Samples.Commit(1));
        Write(Samples.Commit(2, partition: 1) with { IsJournal = true });
        _outbox.Tell(OutboxActor.Flush.Instance, TestActor);

        _store.Open();

        Assert.Equal(1L, (await ExpectMsgAsync<OutboxActor.Durable>()).Ticket);
        Assert.Equal(2L, (await ExpectMsgAsync<OutboxActor.Durable>()).Ticket);
        await ExpectMsgAsync<OutboxActor.Flushed>();
    }

    [Fact]
    public async Task Write_log_lines_are_printed_once_durable()
    {
        _store.Hold();
        Write(Samples.Commit(1) with { LogLines = [new LogLine("guest-panicked", "web1", "it panicked")] });
        await Until(() => _board.Store.WaitingCommits == 1);
        Assert.Equal(0, Logs.Count("it panicked"));

        _store.Open();

        await ExpectMsgAsync<OutboxActor.Durable>();
        Assert.Equal(1, Logs.Count("it panicked [rule guest-panicked, VM web1]"));
    }

    [Fact]
    public async Task Flush_commits_wait_is_answered_after_them()
    {
        _store.Hold();
        Write(Samples.Commit(1));
        Write(Samples.Commit(2));
        _outbox.Tell(OutboxActor.Flush.Instance, TestActor);

        _store.Open();

        await ExpectMsgAsync<OutboxActor.Durable>();
        await ExpectMsgAsync<OutboxActor.Durable>();
        await ExpectMsgAsync<OutboxActor.Flushed>();
    }

    [Fact]
    public async Task Flush_is_answered_once_the_status_says_that_nothing_waits()
    {
        var seen = new TaskCompletionSource<int>();
        var board = _board;
        // Looks in the instant of the answer, on the thread that answers.
        var asker = Sys.ActorOf(ActorProps.Of(() => new Looking(() => seen.TrySetResult(board.Store.WaitingCommits))).WithDispatcher(CallingThreadDispatcher.Id));
        _store.Hold();
        Write(Samples.Commit(1));
        _outbox.Tell(OutboxActor.Flush.Instance, asker);

        _store.Open();

        Assert.Equal(0, await seen.Task.Guarded());
    }

    [Fact]
    public async Task Flush_nothing_waits_is_answered()
    {
        _outbox.Tell(OutboxActor.Flush.Instance, TestActor);

        await ExpectMsgAsync<OutboxActor.Flushed>();
    }

    private void Write(Commit commit) => _outbox.Tell(new OutboxActor.Write(commit, TestActor, commit.AppliedSequence));

    private sealed class Looking(Action look) : UntypedActor
    {
        protected override void OnReceive(object message) => look();
    }
}
