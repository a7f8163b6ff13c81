using Akka.Actor;
using Reactor.Actors.Hosting;
using System.Text;
using Reactor.Actors.Vms;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Watching;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Watching;

public class WatcherTests
{
    private readonly Watchers _watchers = new();
    private readonly VmFeed _feed = new(new Attention(new WantedEvents(EventCatalogue.Default, name => name == "RTC_CHANGE"), false), new VmOptions(), TimeProvider.System, ActorRefs.Nobody);
    private readonly FeedConnection _connection;
    private long _ordinal;

    public WatcherTests() => _connection = new FeedConnection(_feed, 1, watched: new WatchedFeed(_watchers, () => Vm("web1")));

    [Fact]
    public void Event_that_no_rule_wants_is_read_for_as_long_as_somebody_watches_it()
    {
        Assert.False(_connection.Wants("NIC_RX_FILTER_CHANGED"u8));

        using (Watch(events: ["NIC_*"]))
        {
            Assert.True(_connection.Wants("NIC_RX_FILTER_CHANGED"u8));
            Assert.True(_connection.Wants("NIC_OF_A_VENDOR"u8));
            Assert.False(_connection.Wants("DEVICE_DELETED"u8));
        }

        Assert.False(_connection.Wants("NIC_RX_FILTER_CHANGED"u8));
    }

    [Fact]
    public async Task Event_that_only_a_watcher_wants_takes_no_place_of_what_rules_look_at()
    {
        using var watcher = Watch();

        Hear("NIC_RX_FILTER_CHANGED", "RTC_CHANGE", "STOP", "DEVICE_DELETED");

        Assert.Equal(["RTC_CHANGE", "STOP"], _feed.Take(10, long.MaxValue).Select(e => e.Name));
        Assert.Equal(2, _feed.Received);
        Assert.Equal(["NIC_RX_FILTER_CHANGED", "RTC_CHANGE", "STOP", "DEVICE_DELETED"], Names(await ReadAsync(watcher)));
    }

    [Fact]
    public async Task Watcher_of_some_vms_sees_those_alone()
    {
        using var other = Watch(vms: ["db-*"]);
        using var named = Watch(vms: ["nobody", "web?"]);
        using var byId = Watch(vms: ["id-web1"]);

        Hear("STOP");
        _watchers.Show(new WatchedLink(Vm("db-7"), false, default, "gone"));

        Assert.Equal("gone", Assert.IsType<WatchedLink>(Assert.Single((await ReadAsync(other)).Items)).Reason);
        Assert.Equal(["STOP"], Names(await ReadAsync(named)));
        Assert.Equal(["STOP"], Names(await ReadAsync(byId)));
    }

    [Fact]
    public async Task Watcher_that_reads_too_slowly_is_told_how_many_it_missed_and_goes_on_after()
    {
        using var watcher = Watch();
        using var quick = Watch(events: ["STOP"]);

        Hear([.. Enumerable.Repeat("RTC_CHANGE", Watcher.MostItems + 7), "STOP"]);
        var first = await ReadAsync(watcher);
        Hear("RESUME");

        Assert.Equal((Watcher.MostItems, 8L), (first.Items.Count, first.Missed));
        var second = await ReadAsync(watcher);
        Assert.Equal(["RESUME"], Names(second));
        Assert.Equal(0, second.Missed);
        Assert.Equal(["STOP"], Names(await ReadAsync(quick)));
        Assert.Equal(8, _watchers.Status.Missed);
    }

    [Fact]
    public async Task Watcher_buffer_is_bounded_in_bytes()
    {
        using var watcher = Watch();

        for (var i = 0; i < 10; i++)
            _connection.OnEvents([new QmpEvent("STOP", Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('x', 1024 * 1024)}\"}}"), null, ++_ordinal, default)]);

        var batch = await ReadAsync(watcher);
        Assert.Equal((3, 7L), (batch.Items.Count, batch.Missed));
    }

    [Fact]
    public async Task Read_before_anything_came_waits_for_it()
    {
        using var watcher = Watch();
        var reading = ReadAsync(watcher);
        Assert.False(reading.IsCompleted);

        Hear("STOP");

        Assert.Equal(["STOP"], Names(await reading));
    }

    [Fact]
    public void Watchers_too_many_are_refused_and_counted()
    {
        var all = Enumerable.Range(0, Watchers.Most).Select(_ => Watch()).ToList();

        Assert.Null(_watchers.Add(new WatchFilter([], []), WatchDoor.ControlSocket));
        all[0].Dispose();
        Assert.NotNull(_watchers.Add(new WatchFilter([], []), WatchDoor.ControlSocket));
        Assert.Equal((Watchers.Most, 1L), (_watchers.Status.Connected, _watchers.Status.Refused));
    }

    [Fact]
    public void Watchers_of_one_door_take_no_place_of_the_other()
    {
        for (var i = 0; i < Watchers.Most; i++)
            Assert.NotNull(_watchers.Add(new WatchFilter([], []), WatchDoor.Http));

        Assert.Null(_watchers.Add(new WatchFilter([], []), WatchDoor.Http));
        Assert.NotNull(_watchers.Add(new WatchFilter([], []), WatchDoor.ControlSocket));
    }

    private Watcher Watch(string[]? vms = null, string[]? events = null) => _watchers.Add(new WatchFilter([.. vms ?? []], [.. events ?? []]), WatchDoor.ControlSocket)!;

    private static Task<WatchedBatch> ReadAsync(Watcher watcher) => watcher.ReadAsync(CancellationToken.None).Guarded();

    // As a read loop does: it asks by name, and brings what was wanted.
    private void Hear(params string[] names) => _connection.OnEvents(
        [.. names.Where(name => _connection.Wants(Encoding.UTF8.GetBytes(name))).Select(name => new QmpEvent(name, default, null, ++_ordinal, default))]);

    private static IEnumerable<string> Names(WatchedBatch batch) => batch.Items.OfType<WatchedEvent>().Select(e => e.Event.Name);

    private static VmView Vm(string name) => new() { Id = $"id-{name}", Name = name, Host = "h1" };
}
