using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.Vms;

public class VmFeedTests
{
    private static readonly VmOptions s_options = new() { EventsPerSecond = 1000, EventBurst = 5000 };

    private readonly ManualTime _time = new();
    private readonly VmFeed _feed;
    private readonly FeedConnection _connection;
    private readonly Signals _actor = new();
    private long _ordinal;

    public VmFeedTests()
    {
        _feed = new VmFeed(new Attention(new WantedEvents(EventCatalogue.Default, name => name == "RTC_CHANGE"), false), s_options, _time, _actor);
        _connection = new FeedConnection(_feed, 1);
    }

    [Fact]
    public void Drop_takes_what_nobody_is_known_to_have_said_up_to_the_answer_and_leaves_the_rest()
    {
        var known = new FeedConnection(_feed, 0) { Identity = new VmIdentity(new() { Id = "a", Name = "a", Host = "h" }, "unix:/a", "1-1", "7.2.22") };
        known.OnEvents([Event("STOP")]);
        _connection.OnEvents([Event("RESUME"), Event("STOP"), Event("RESUME")]);

        _feed.Drop(_connection, upTo: 3);
        Assert.Equal("STOP", Assert.Single(_feed.Take(256, long.MaxValue)).Name);
        Assert.Equal(4, Assert.Single(_feed.Take(256, long.MaxValue)).Ordinal);

        _feed.Drop(_connection, upTo: null);
        _connection.OnEvents([Event("STOP")]);
        Assert.Null(_feed.First);
    }

    [Fact]
    public void Close_a_gap_that_was_to_be_told_later_is_told_at_once()
    {
        Overflow();
        Assert.NotNull(_feed.TakeLoss()!.GapSince);
        Overflow();
        Assert.Null(_feed.TakeLoss()!.GapSince);

        _feed.Close();

        Assert.NotNull(_feed.TakeLoss()!.GapSince);

        void Overflow() => _connection.OnEvents([.. Enumerable.Range(0, VmFeed.MaxEvents + 1).Select(_ => Event("RTC_CHANGE"))]);
    }

    [Fact]
    public void Add_several_batches_signals_once_until_emptied()
    {
        _connection.OnEvents([Event("STOP")]);
        _connection.OnEvents([Event("RESUME")]);
        Assert.Equal(1, _actor.Count);

        Assert.Equal(2, _feed.Take(256, long.MaxValue).Length);
        _connection.OnEvents([Event("STOP")]);

        Assert.Equal(2, _actor.Count);
    }

    [Fact]
    public void Take_part_of_it_does_not_signal_again()
    {
        _connection.OnEvents([Event("STOP"), Event("RESUME")]);

        Assert.Equal("STOP", Assert.Single(_feed.Take(1, long.MaxValue)).Name);
        _connection.OnEvents([Event("STOP")]);

        Assert.Equal(1, _actor.Count);
    }

    [Fact]
    public void Add_too_many_drops_the_newest_and_counts()
    {
        _connection.OnEvents([.. Enumerable.Range(0, VmFeed.MaxEvents + 10).Select(_ => Event("RTC_CHANGE"))]);

        Assert.Equal(10, _feed.Dropped);
        Assert.Equal(VmFeed.MaxEvents + 10, _feed.Received);
        Assert.Equal(10, _feed.TakeDropped());
        Assert.Equal(0, _feed.TakeDropped());
        Assert.Equal(1, _feed.Take(1, long.MaxValue)[0].Ordinal);
    }

    [Fact]
    public void Add_full_of_others_still_takes_state_bearing_ones_up_to_the_reserve()
    {
        _connection.OnEvents([.. Enumerable.Range(0, VmFeed.MaxEvents).Select(_ => Event("RTC_CHANGE"))]);

        _connection.OnEvents([.. Enumerable.Range(0, VmFeed.Reserve + 1).Select(_ => Event("GUEST_PANICKED"))]);

        Assert.Equal(1, _feed.Dropped);
        Assert.Equal(VmFeed.MaxEvents + VmFeed.Reserve, _feed.Count);
    }

    [Fact]
    public void Add_too_many_bytes_drops()
    {
        var large = new byte[1024 * 1024];

        _connection.OnEvents([.. Enumerable.Range(0, 9).Select(_ => Event("RTC_CHANGE", large))]);

        Assert.Equal(7, _feed.Count);
        Assert.Equal(2, _feed.Dropped);
    }

    [Fact]
    public void Add_full_of_large_ones_still_takes_state_bearing_ones_up_to_the_reserve()
    {
        const int rest = 1024;
        _connection.OnEvents([Event("RTC_CHANGE", new byte[VmFeed.MaxBytes - rest])]);
        _connection.OnEvents([Event("RTC_CHANGE", new byte[rest])]);
        Assert.Equal(1, _feed.Dropped);

        _connection.OnEvents([Event("GUEST_PANICKED", new byte[rest]), Event("STOP", new byte[VmFeed.ReserveBytes])]);

        Assert.Equal(2, _feed.Dropped);
        Assert.Equal(["RTC_CHANGE", "GUEST_PANICKED"], _feed.Take(256, long.MaxValue).Select(e => e.Name));
    }

    [Fact]
    public void Take_everything_makes_room_again()
    {
        var large = new byte[7 * 1024 * 1024];
        for (var i = 0; i < 3; i++)
        {
            _connection.OnEvents([Event("RTC_CHANGE", large)]);
            Assert.Single(_feed.Take(256, 1));
        }

        Assert.Equal(0, _feed.Dropped);
    }

    [Fact]
    public void Take_two_connections_are_never_mixed()
    {
        var second = new FeedConnection(_feed, 2);
        _connection.OnEvents([Event("STOP")]);
        second.OnEvents([Event("RESUME"), Event("STOP")]);

        Assert.Same(_connection, _feed.First?.Connection);
        Assert.Single(_feed.Take(256, long.MaxValue));
        Assert.Same(second, _feed.First?.Connection);
        Assert.Equal(2, _feed.Take(256, long.MaxValue).Length);
        Assert.Null(_feed.First);
    }

    [Fact]
    public void Wants_wanted_by_a_rule_or_state_bearing_and_counts_the_rest()
    {
        Assert.True(_connection.Wants("RTC_CHANGE"u8));
        Assert.True(_connection.Wants("GUEST_PANICKED"u8));
        Assert.False(_connection.Wants("BALLOON_CHANGE"u8));
        Assert.False(_connection.Wants("VENDOR_EVENT"u8));
        Assert.False(_connection.Wants(new byte[10_000]));
        Assert.Equal(3, _feed.Unwanted);
    }

    [Fact]
    public void Add_faster_than_the_bucket_fills_drops_that_name_alone()
    {
        AddAndTake("RTC_CHANGE", 6000);
        AddAndTake("STOP", 10);

        Assert.Equal((1000, 1000), (_feed.Dropped, _feed.Flooded));
        _time.Advance(TimeSpan.FromSeconds(1));
        AddAndTake("RTC_CHANGE", 1001);
        Assert.Equal(1001, _feed.Flooded);
    }

    [Fact]
    public void Flood_is_told_when_it_begins_then_once_a_minute_and_the_rest_of_it_too()
    {
        AddAndTake("RTC_CHANGE", 5003);
        Assert.Equal(("RTC_CHANGE", 3L), Assert.Single(_feed.TakeLoss()!.Floods));

        AddAndTake("RTC_CHANGE", 4);
        Assert.Empty(_feed.TakeLoss()!.Floods);
        _time.Advance(EventBuckets.TellEvery - TimeSpan.FromSeconds(1));
        Assert.Empty(_feed.TakeLoss()!.Floods);     // The gap alone.
        Assert.Equal(TimeSpan.FromSeconds(1), _feed.UntilLoss());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("RTC_CHANGE", 4L), Assert.Single(_feed.TakeLoss()!.Floods));
        Assert.Null(_feed.UntilLoss());
        Assert.Null(_feed.TakeLoss());
    }

    [Fact]
    public void Loss_is_new_each_time_and_a_gap_once_a_second()
    {
        AddAndTake("RTC_CHANGE", 5001);
        Assert.Equal((true, TimeSpan.Zero), (_feed.TakeLoss() is { IsNew: true, GapSince: var since } ? (true, since) : default));

        AddAndTake("RTC_CHANGE", 1);
        Assert.Equal((true, default(TimeSpan?)), (_feed.TakeLoss() is { IsNew: true, GapSince: var second } ? (true, second) : default));
        Assert.Equal(VmFeed.GapEvery, _feed.UntilLoss());
        Assert.Null(_feed.UntilLoss(isAwaited: true));
        _time.Advance(VmFeed.GapEvery);

        Assert.Equal((false, VmFeed.GapEvery), (_feed.TakeLoss() is { IsNew: var isNew, GapSince: var third } ? (isNew, third) : default));
    }

    [Fact]
    public void Loss_of_all_that_comes_is_signalled_though_nothing_waits()
    {
        AddAndTake("RTC_CHANGE", 5000);
        var before = _actor.Count;

        _connection.OnEvents([Event("RTC_CHANGE")]);

        Assert.Equal((before + 1, 0), (_actor.Count, _feed.Count));
    }

    [Fact]
    public void Names_beyond_the_bound_share_a_bucket()
    {
        for (var i = 0; i < EventBuckets.MaxNames; i++)
            AddAndTake($"VENDOR_{i}", 1);
        AddAndTake("VENDOR_X", 3000);
        AddAndTake("VENDOR_Y", 3000);

        Assert.Equal((EventBuckets.Others, 1000L), Assert.Single(_feed.TakeLoss()!.Floods));
    }

    [Fact]
    public void Names_whose_buckets_are_full_again_leave_them_to_others()
    {
        for (var i = 0; i < EventBuckets.MaxNames; i++)
            AddAndTake($"VENDOR_{i}", 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        AddAndTake("VENDOR_X", 5001);
        AddAndTake("VENDOR_Y", 5002);

        Assert.Equal([("VENDOR_X", 1L), ("VENDOR_Y", 2L)], _feed.TakeLoss()!.Floods.Order());
    }

    [Fact]
    public void A_name_that_floods_keeps_its_bucket_while_its_flood_is_to_be_told()
    {
        AddAndTake("VENDOR_X", 5001);
        _time.Advance(TimeSpan.FromSeconds(10));
        AddAndTake("VENDOR_Y", 1);

        Assert.Equal(("VENDOR_X", 1L), Assert.Single(_feed.TakeLoss()!.Floods));
    }

    private void AddAndTake(string name, int count)
    {
        for (; count > 0; count -= Math.Min(count, 1000))
        {
            _connection.OnEvents([.. Enumerable.Range(0, Math.Min(count, 1000)).Select(_ => Event(name))]);
            _feed.Take(VmFeed.MaxEvents, long.MaxValue);
        }
    }

    private QmpEvent Event(string name, byte[]? data = null) => new(name, data ?? "{}"u8.ToArray(), null, ++_ordinal, default);

    private sealed class Signals : ICanTell
    {
        public int Count { get; private set; }

        public void Tell(object message, IActorRef sender) => Count += message is VmFeed.Ready ? 1 : 0;
    }
}
