using System.Globalization;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Measuring;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

public sealed class VmBatcherTests
{
    private readonly ManualTime _time = new();
    private readonly VmFeed _feed;
    private readonly VmBatcher _batcher;

    public VmBatcherTests()
    {
        var attention = new Attention(new WantedEvents(EventCatalogue.Default, name => name == "RTC_CHANGE"), false);
        _feed = new VmFeed(attention, new VmOptions { EventBurst = 1, EventsPerSecond = 1 }, _time, ActorRefs.Nobody);
        _batcher = new VmBatcher(_feed, 7, null, () => _time.GetUtcNow(), new RunNumbers());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Heartbeat_is_answered_after_a_loss_and_before_all_was_asked_again_what_was_lost_is_recovered(bool isTaken)
    {
        var connection = Announced(1, "running");
        Hear(connection, "GUEST_PANICKED", 1, """{"action": "run"}""");
        Drain();
        Hear(connection, "GUEST_PANICKED", 2, """{"action": "pause"}""");
        if (isTaken)
            Drain();

        _batcher.Observe(connection, "guest-panicked", 2, _time.GetUtcNow());
        Drain();
        _batcher.BeginReconciling();
        _batcher.Observe(connection, "guest-panicked", 2, _time.GetUtcNow());
        Drain();
        _batcher.Reconcile(connection, new VmAnswers("guest-panicked", 2, null), _time.GetUtcNow());

        Assert.Equal(["GUEST_PANICKED", "STOP"], Drain().Where(e => e.Origin == EventOrigin.Recovered).Select(e => e.Name));
        _batcher.Observe(connection, "paused", 2, _time.GetUtcNow());
        Drain();
        Assert.Equal("paused", _batcher.Last!.Memory.Known.Status);
    }

    [Fact]
    public void Heartbeat_is_answered_while_all_is_asked_again_what_came_meanwhile_is_not_told_before_the_older_answers()
    {
        var connection = Announced(1, "running");
        Hear(connection, "GUEST_PANICKED", 1, """{"action": "pause"}""");
        Hear(connection, "STOP", 2);
        Drain();
        _batcher.BeginReconciling();
        Hear(connection, "RESUME", 3);
        _batcher.Observe(connection, "running", 3, _time.GetUtcNow());
        _batcher.Reconcile(connection, new VmAnswers("guest-panicked", 2, null), _time.GetUtcNow());

        Assert.Equal(["RESUME"], Drain().Select(e => e.Name));
        Assert.Equal("running", _batcher.Last!.Memory.Known.Status);
    }

    [Fact]
    public void Connection_ends_before_it_is_known_whose_it_is_the_gap_begins_where_the_one_before_ended()
    {
        var ended = _time.GetUtcNow();
        _batcher.End(Announced(1, "running"), peerClosed: true, processEnded: false);
        Drain();
        _time.Advance(TimeSpan.FromMinutes(10));
        Hear(new FeedConnection(_feed, 2), "RESET", 1, """{"guest": false}""");
        Hear(new FeedConnection(_feed, 2), "STOP", 2);
        var rows = new List<DateTimeOffset>();
        Assert.Equal(["RESET", "STOP"], Drain(rows).Select(e => e.Name));
        Assert.Equal([ended], rows);
        _time.Advance(TimeSpan.FromMinutes(1));

        Announced(3, "paused", out var told);

        var gap = Assert.Single(told, e => e.Name == "VM_GAP");
        Assert.Contains(ended.UtcDateTime.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetString(gap.Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Heartbeat_is_answered_and_nothing_is_new_little_is_made_of_it()
    {
        const int Heartbeats = 1000;
        var connection = Announced(1, "running");
        void Answer()
        {
            _batcher.Observe(connection, "running", 0, _time.GetUtcNow());
            Assert.True(_batcher.Next(null) is { Inputs.Length: 2 });
            Assert.True(_batcher.Next(null) is null);
        }

        var made = Allocated.By(() =>
        {
            for (var left = Heartbeats; left > 0; left--)
                Answer();
        });

        Assert.InRange(made / Heartbeats, 0, 520);
    }

    [Fact]
    public void Heartbeat_is_answered_the_row_is_of_when_the_vm_was_heard_and_the_ids_go_on()
    {
        var connection = Announced(1, "running");
        _time.Advance(TimeSpan.FromMinutes(1));
        var askedAt = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(1));

        _batcher.Observe(connection, "running", 0, askedAt);
        var inputs = _batcher.Next(null)!.Value.Inputs;

        var row = Assert.IsType<VmStateInput>(inputs[0]);
        Assert.True(row.IsProofOfLife);
        Assert.Equal((_time.GetUtcNow(), "running"), (row.ToRow().SeenAt, row.ToRow().Status));
        Assert.Equal(_time.GetUtcNow(), _batcher.Last!.Memory.HeardUntil);
        var answer = Assert.IsType<StateAnswerInput>(inputs[1]);
        Assert.StartsWith(VmEvents.IdPrefix(connection.Identity!, 7, 1) + "state-", answer.Id, StringComparison.Ordinal);
        Assert.Equal(askedAt, answer.AskedAt);
    }

    private FeedConnection Announced(long number, string status) => Announced(number, status, out _);

    private FeedConnection Announced(long number, string status, out List<VmEvent> told)
    {
        var identity = new VmIdentity(new VmView { Id = "vm", Name = "vm", Host = "h" }, "unix:/x", "1-1", "7.2.22");
        var connection = new FeedConnection(_feed, number) { Identity = identity };
        _batcher.Announce(connection, identity, new VmAnswers(status, 0, null), _time.GetUtcNow());
        told = Drain();
        return connection;
    }

    private static void Hear(FeedConnection connection, string name, long ordinal, string data = "{}") =>
        connection.OnEvents([new QmpEvent(name, System.Text.Encoding.UTF8.GetBytes(data), null, ordinal, default)]);

    private List<VmEvent> Drain(List<DateTimeOffset>? rows = null)
    {
        var told = new List<VmEvent>();
        while (_batcher.Next(null) is { } batch)
        {
            told.AddRange(batch.Inputs.Events().Select(input => input.Event));
            rows?.AddRange(batch.Inputs.OfType<VmStateInput>().Select(input => input.State.SeenAt));
        }

        return told;
    }
}
