using System.Collections.Immutable;
using System.Text.Json;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

public sealed class VmActorTests : VirtualTimeKit, IAsyncLifetime
{
    private static readonly VmOptions s_options = new();

    private readonly FakeVm _peer = new();
    private readonly VmRegistry _registry = new(_ => false);
    private readonly RuntimeStatusBoard _board;
    private readonly EngineClock _clock;
    private readonly RunNumbers _numbers = new();
    private readonly Attention _attention = new(new WantedEvents(EventCatalogue.Default, name => name == "RTC_CHANGE"), readsState: false);

    public VmActorTests()
    {
        _clock = new EngineClock(Time, null);
        _board = new RuntimeStatusBoard(_clock, 0);
    }

    // Before the actor has entered itself it is as good as connecting.
    private VmStatus Status => _board.Read().Vms.SingleOrDefault()
        ?? new VmStatus { Name = "", Address = "", Host = "", State = VmState.Connecting, Since = default };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Start_peer_answers_goes_live_and_announces_the_vm()
    {
        Start();

        var batch = await ExpectMsgAsync<VmBatch>();

        Assert.Equal(_peer.Uuid, batch.VmId);
        var state = Assert.IsType<VmStateInput>(batch.Inputs[0]).State;
        Assert.Equal(("web1", "running", "7.2.22", "h1"), (state.Name, state.Status, state.QemuVersion, state.Host));
        var connected = Assert.IsType<EventInput>(batch.Inputs[3]);
        Assert.Equal("VM_CONNECTED", connected.Event.Name);
        Assert.EndsWith("/7.1/0", connected.Event.Id, StringComparison.Ordinal);
        Assert.StartsWith($"h1:{Environment.ProcessId}-", connected.Event.Id, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"address":"{{_peer.Address}}","qemu-version":"7.2.22","status":"running"}""", System.Text.Encoding.UTF8.GetString(connected.Event.Data.Span));
        Assert.Equal((VmState.Live, _peer.Uuid), (Status.State, Status.Id));
        Assert.Equal(1, Logs.Count("web1 is live"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not-a-uuid")]
    public async Task Start_peer_has_no_uuid_goes_by_its_name(string? uuid)
    {
        _peer.Uuid = uuid;
        Start();

        Assert.Equal("web1", (await ExpectMsgAsync<VmBatch>()).VmId);
    }

    [Fact]
    public async Task Start_uuid_is_another_vms_goes_by_its_name_and_says_so()
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        _registry.Identify(new WatchedVm(new MonitoredVm("db1", new UnixQmpAddress("/nowhere/db1.qmp"), "h1", none, none), null), _peer.Uuid, "1-1");
        Start();

        Assert.Equal("web1", (await ExpectMsgAsync<VmBatch>()).VmId);
        Assert.Equal(1, Logs.Count("which VM db1 has"));
    }

    [Fact]
    public async Task Events_arrive_go_on_in_order_with_the_state_they_make()
    {
        Start();
        var client = await _peer.NextAsync();
        await AckAsync();

        await client.SendAsync(FakeVm.EventLine("GUEST_PANICKED", """{"action": "pause"}""") + FakeVm.EventLine("STOP") + FakeVm.EventLine("BALLOON_CHANGE"));

        var batch = await ExpectMsgAsync<VmBatch>();
        var events = batch.Inputs.OfType<EventInput>().ToList();
        Assert.Equal(["GUEST_PANICKED", "STOP"], events.Select(input => input.Event.Name));
        Assert.All(events, input => Assert.Equal("guest-panicked", input.Vm.Status));
        Assert.Equal("guest-panicked", batch.Inputs.OfType<VmStateInput>().Single().State.Status);
        Assert.Equal(1772445600123456, events[0].Event.QemuMicroseconds);
        Assert.EndsWith("/7.1/1", events[0].Event.Id, StringComparison.Ordinal);
        Assert.EndsWith("/7.1/2", events[1].Event.Id, StringComparison.Ordinal);
        await Until(() => Status.Unwanted == 1);
        Assert.Equal((2, "STOP", "guest-panicked"), (Status.Received, Status.LastEvent, Status.Status));
    }

    [Fact]
    public async Task Events_arrive_without_credit_wait_for_it()
    {
        Start();
        var client = await _peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();

        for (var i = 0; i < 300; i++)
            await client.EventAsync("RTC_CHANGE");
        await Until(() => Status.Buffered == 300);
        await ExpectNoMsgAsync(TimeSpan.Zero);

        first.Source.Tell(new BatchDone(first.Number));
        Assert.Equal(VmBatcher.MaxEvents, (await AckAsync()).Inputs.Length);
        Assert.Equal(300 - VmBatcher.MaxEvents, (await AckAsync()).Inputs.Length);
    }

    [Fact]
    public async Task Credit_of_an_earlier_batch_gives_none()
    {
        Start();
        var client = await _peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.EventAsync("RTC_CHANGE");
        await Until(() => Status.Buffered == 1);

        first.Source.Tell(new BatchDone(first.Number - 1));
        await first.Source.Ask<ActorIdentity>(new Identify(1), Guard.Limit);

        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Events_before_the_state_is_known_come_after_the_announcement_and_are_covered_by_it()
    {
        _peer.BeforeStatus = FakeVm.EventLine("STOP") + FakeVm.EventLine("RESUME") + FakeVm.EventLine("STOP");
        _peer.Status = "paused";
        Start();

        Assert.Equal(["VM_CONNECTED", "STOP", "RESUME", "STOP"], Events(await AckAsync()).Select(e => e.Name));
        Assert.Equal("paused", Status.Status);
    }

    [Fact]
    public async Task Events_before_negotiation_of_a_second_connection_wait_for_its_announcement()
    {
        Start();
        var client = await _peer.NextAsync();
        await AckAsync();
        _peer.BeforeCapabilities = FakeVm.EventLine("RTC_CHANGE");
        client.Close();
        await Until(() => Status.State == VmState.Backoff);
        Assert.Equal(LinkState.Lost, Link(await AckAsync()));
        Advance(VmActor.MinBackoff);

        Assert.Equal(["VM_GAP", "VM_CONNECTED", "RTC_CHANGE"], Events(await ConnectedAsync()).Select(e => e.Name));
    }

    [Fact]
    public async Task Connection_ends_connects_again_after_backoff_under_a_new_number()
    {
        Start();
        var client = await _peer.NextAsync();
        await AckAsync();

        client.Close();
        await Until(() => Status.State == VmState.Backoff);
        Assert.NotNull(Status.LastError);
        await AckAsync();
        Advance(VmActor.MinBackoff);

        await _peer.NextAsync();
        var again = await ConnectedAsync();
        Assert.Contains("/7.", Events(again)[^1].Id, StringComparison.Ordinal);
        Assert.DoesNotContain("/7.1/", Events(again)[^1].Id, StringComparison.Ordinal);
        Assert.Equal((VmState.Live, 2), (Status.State, Status.Connections));
        Assert.Null(Status.LastError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_is_beyond_bounds_connection_ends_and_is_counted_as_such(bool isBeyond)
    {
        Start();
        var client = await _peer.NextAsync();
        await AckAsync();

        await client.SendAsync(isBeyond ? "{\"a\": " + new string('[', QmpConnectionOptions.Default.MaxDepth) : "nonsense");

        await Until(() => Status.State == VmState.Backoff);
        Assert.Equal(isBeyond ? 1 : 0, _board.Read().Connects.BeyondBounds);
    }

    [Fact]
    public async Task Connection_keeps_ending_backs_off_longer_until_one_was_stable()
    {
        var vm = Start();
        for (var i = 0; i < 5; i++)
        {
            await LoseAsync();
            Advance(VmActor.MaxBackoff);
        }

        // Five in a row: 1.6 s or more, half of it by jitter.
        await LoseAsync();
        Advance(VmActor.MinBackoff);
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Equal(VmState.Backoff, Status.State);
        Advance(VmActor.MaxBackoff);

        await Until(() => Status.State == VmState.Live);
        Advance(VmActor.StableAfter);
        await LoseAsync();
        Advance(VmActor.MinBackoff);

        await _peer.NextAsync();
    }

    [Fact]
    public async Task Connection_ends_what_it_said_last_still_goes_on()
    {
        Start();
        var client = await _peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.EventAsync("SHUTDOWN", """{"guest": false, "reason": "host-signal"}""");
        client.Close();
        await Until(() => Status.State == VmState.Backoff);

        first.Source.Tell(new BatchDone(first.Number));

        var batch = await ExpectMsgAsync<VmBatch>();
        Assert.Equal("SHUTDOWN", Assert.IsType<EventInput>(batch.Inputs[0]).Event.Name);
        Assert.EndsWith("/7.1/1", Assert.IsType<EventInput>(batch.Inputs[0]).Event.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connected_the_state_is_answered_before_the_link_is_restored_and_events_come_after()
    {
        Start();
        Time.Advance(TimeSpan.FromSeconds(1));

        var inputs = (await ExpectMsgAsync<VmBatch>()).Inputs;

        Assert.IsType<VmStateInput>(inputs[0]);
        var answer = Assert.IsType<StateAnswerInput>(inputs[1]);
        Assert.Equal("running", answer.Vm.Status);
        Assert.InRange(answer.AskedAt, _clock.Start, _clock.Now);
        Assert.Equal(LinkState.Restored, Assert.IsType<LinkInput>(inputs[2]).State);
        Assert.Equal(4, inputs.Select(input => input switch { StateAnswerInput s => s.Id, LinkInput l => l.Id, EventInput e => e.Event.Id, _ => "" }).Distinct().Count());
    }

    [Theory]
    [InlineData("guest-panicked", "", "GUEST_PANICKED STOP")]
    [InlineData("paused", "", "STOP")]
    [InlineData("running", "", "")]
    [InlineData("paused", "STOP", "")]
    public async Task Connected_again_what_the_state_tells_of_the_gap_comes_before_the_link_is_restored(string status, string heard, string recovered)
    {
        Start();
        await LoseAsync();
        _peer.Status = status;
        _peer.BeforeStatus = heard.Length > 0 ? FakeVm.EventLine(heard) : "";
        Advance(VmActor.MinBackoff);

        var inputs = (await ConnectedAsync()).Inputs;
        var events = inputs.TakeWhile(input => input is not LinkInput).OfType<EventInput>().Select(input => input.Event).ToList();

        Assert.Equal("VM_GAP", events[0].Name);
        Assert.Equal(recovered, string.Join(' ', events.Skip(1).Select(e => e.Name)));
        Assert.All(events.Skip(1), e => Assert.Equal(EventOrigin.Recovered, e.Origin));
    }

    [Fact]
    public async Task Started_again_what_the_stored_state_of_the_same_process_tells_is_recovered_and_of_another_one_nothing()
    {
        Start();
        var identity = Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).State;
        var view = new VmView { Id = identity.Id, Name = identity.Name, Host = identity.Host };
        var known = new VmIdentity(view, identity.Address, identity.Incarnation, identity.QemuVersion)
        {
            Memory = new VmMemory(LastKnown.Nothing.WithStatus("running"), _clock.Start, IsStored: true),
        };

        Assert.Equal(["STOP"], Announced(known));
        Assert.Empty(Announced(known with { Incarnation = "1-1" }));
        Assert.Empty(Announced(null));

        string[] Announced(VmIdentity? before)
        {
            var batcher = Batcher(before, out var feed);
            batcher.Announce(new FeedConnection(feed, 1), known, new VmAnswers("paused", 0, null), _clock.Now);
            if (before is not null && before.Incarnation != known.Incarnation)
                batcher.Next(null);     // The end of the other process.
            return [.. batcher.Next(null)!.Inputs.OfType<EventInput>().Where(input => input.Event.Origin == EventOrigin.Recovered).Select(input => input.Event.Name)];
        }
    }

    [Fact]
    public async Task Another_process_answers_the_one_before_has_ended_though_nobody_saw_it()
    {
        Start();
        var identity = Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).State;
        var view = new VmView { Id = identity.Id, Name = identity.Name, Host = identity.Host };
        var here = new VmIdentity(view, identity.Address, identity.Incarnation, identity.QemuVersion);
        var batcher = Batcher(here with { Incarnation = "1-1" }, out var feed);

        batcher.Announce(new FeedConnection(feed, 1), here, new VmAnswers("running", 0, null), _clock.Now);

        Assert.Equal(LinkState.Ended, Assert.IsType<LinkInput>(Assert.Single(batcher.Next(null)!.Inputs)).State);
        Assert.Contains(batcher.Next(null)!.Inputs, input => input is LinkInput { State: LinkState.Restored });
    }

    [Fact]
    public void Connection_that_ended_before_the_VM_was_known_is_told_as_its_own_and_as_a_gap()
    {
        var batcher = Batcher(null, out var feed);
        new FeedConnection(feed, 1).OnEvents([new QmpEvent("RTC_CHANGE", "{}"u8.ToArray(), null, 1, default)]);
        var identity = new VmIdentity(new VmView { Id = "u", Name = "web1", Host = "h1" }, "unix:/q", "7-1", "9.0.0");

        batcher.Announce(new FeedConnection(feed, 2), identity, new VmAnswers("running", 0, "u"), _clock.Now);

        Assert.Equal(["RTC_CHANGE"], Names());
        Assert.Equal(["VM_GAP", "VM_CONNECTED"], Names());

        string[] Names() => [.. batcher.Next(null)!.Inputs.OfType<EventInput>().Select(input => input.Event.Name)];
    }

    [Fact]
    public void Connection_that_ended_before_its_peer_was_known_is_heard_within_the_gap_around_it()
    {
        var identity = new VmIdentity(new VmView { Id = "u", Name = "web1", Host = "h1" }, "unix:/q", "7-1", "9.0.0");
        var batcher = Batcher(identity with { Memory = new VmMemory(LastKnown.Nothing, _clock.Now, IsStored: false) }, out var feed);
        var before = _clock.Now;
        Time.Advance(TimeSpan.FromSeconds(10));
        new FeedConnection(feed, 1).OnEvents([new QmpEvent("RTC_CHANGE", "{}"u8.ToArray(), null, 1, default)]);
        Assert.Single(batcher.Next(null)!.Inputs);
        Time.Advance(TimeSpan.FromSeconds(10));

        batcher.Announce(new FeedConnection(feed, 2), identity, new VmAnswers("running", 0, "u"), _clock.Now);

        var gap = batcher.Next(null)!.Inputs.OfType<EventInput>().First().Event;
        using var data = JsonDocument.Parse(gap.Data);
        Assert.Equal(("VM_GAP", before), (gap.Name, data.RootElement.GetProperty("from").GetDateTimeOffset()));
    }

    [Fact]
    public async Task Shutdown_then_end_of_stream_is_the_end_of_the_vm()
    {
        Start();
        var client = await _peer.NextAsync();
        await AckAsync();
        await client.EventAsync("SHUTDOWN", """{"guest": true, "reason": "guest-shutdown"}""");
        client.Close();

        await AckAsync();

        Assert.Equal(LinkState.Ended, Link(await AckAsync()));
    }

    [Fact]
    public async Task Flood_drops_events_the_partition_is_told_once_before_what_follows()
    {
        Start();
        var client = await _peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), VmFeed.MaxEvents + 100)));
        await Until(() => Status.Received == VmFeed.MaxEvents + 100);

        first.Source.Tell(new BatchDone(first.Number));

        Assert.Equal(LinkState.Missed, Assert.IsType<LinkInput>((await AckAsync()).Inputs[0]).State);
        Assert.All((await AckAsync()).Inputs, input => Assert.IsType<EventInput>(input));
    }

    [Fact]
    public async Task State_bearing_event_where_rules_read_state_asks_again_once_in_a_while()
    {
        _attention.ReadsState = true;
        Start();
        var client = await _peer.NextAsync();
        await AckAsync();
        _peer.Status = "paused";
        await client.SendAsync(FakeVm.EventLine("STOP") + FakeVm.EventLine("RESUME") + FakeVm.EventLine("STOP"));
        await AckAsync();

        Advance(VmActor.AskEvery);

        var answer = Assert.IsType<StateAnswerInput>((await AckAsync()).Inputs[1]);
        Assert.Equal("paused", answer.Vm.Status);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        _peer.Status = "running";
        Advance(s_options.Heartbeat);
        Assert.Equal("running", Assert.IsType<StateAnswerInput>((await AckAsync()).Inputs[1]).Vm.Status);
    }

    [Fact]
    public async Task State_bearing_event_where_no_rule_reads_state_asks_nothing_before_the_heartbeat()
    {
        var vm = Start();
        var client = await _peer.NextAsync();
        await AckAsync();
        await client.EventAsync("STOP");
        await AckAsync();

        Advance(VmActor.AskEvery);
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        _peer.Commands.Clear();
        Advance(s_options.Heartbeat);

        Assert.Equal("running", Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).State.Status);
        Assert.Equal(["query-status"], _peer.Commands);
    }

    [Fact]
    public async Task Heartbeat_unanswered_is_told_once_the_connection_is_kept_and_the_answer_is_told_too()
    {
        Start();
        var client = await _peer.NextAsync();
        await AckAsync();
        _peer.Hold();
        Advance(s_options.Heartbeat);
        await _peer.Held.Guarded();

        Advance(s_options.SilentAfter);
        var silent = Assert.Single(Events(await AckAsync()));
        Advance(s_options.Heartbeat);   // No second question while the first is open.
        Advance(s_options.SilentAfter);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.Equal((VmState.Live, true), (Status.State, Status.SilentSince is not null));
        await client.EventAsync("STOP");
        await AckAsync();
        _peer.Release();

        var answers = Assert.Single(Events(await AckAsync()));
        Assert.Equal(("VM_SILENT", "VM_ANSWERS"), (silent.Name, answers.Name));
        Assert.Null(Status.SilentSince);
        Assert.Equal((1, 1), (Logs.Count("web1 does not answer"), Logs.Count("web1 answers again")));
    }

    [Fact]
    public async Task End_of_stream_without_a_shutdown_is_a_lost_vm_told_once()
    {
        Start();
        await LoseAsync();
        Advance(VmActor.MinBackoff);

        var lost = Assert.Single(Events(await AckAsync()));

        // The peer is this process, which goes on.
        Assert.Equal("VM_LOST", lost.Name);
        Assert.Contains("\"process-ended\":false", Text(lost), StringComparison.Ordinal);
        Assert.DoesNotContain(Events(await AckAsync()), e => e.Name == "VM_LOST");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_of_stream_after_a_shutdown_or_by_our_own_stop_is_no_lost_vm(bool shutsDown)
    {
        var vm = Start();
        var client = await _peer.NextAsync();
        await AckAsync();
        var told = new List<string>();
        if (shutsDown)
        {
            await client.EventAsync("SHUTDOWN", """{"guest": true, "reason": "guest-shutdown"}""");
            client.Close();
            told.AddRange(Events(await AckAsync()).Select(e => e.Name));
            await AckAsync();
            Advance(VmActor.MinBackoff);
        }
        else
        {
            Watch(vm);
            vm.Tell(VmActor.Stop.Instance);
            var last = await AckAsync();
            Assert.NotEqual(default, Assert.IsType<VmStateInput>(Assert.Single(last.Inputs)).State.SeenAt);
            await ExpectTerminatedAsync(vm);
            return;
        }

        told.AddRange(Events(await AckAsync()).Select(e => e.Name));
        Assert.Equal(["SHUTDOWN", "VM_GAP", "RESUME", "VM_CONNECTED"], told);   // The same process runs again.
    }

    [Fact]
    public async Task Started_again_the_gap_begins_where_the_stored_state_was_seen_last()
    {
        var seen = _clock.Start - TimeSpan.FromMinutes(5);
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var view = new VmView { Id = _peer.Uuid!, Name = "web1", Host = "h1", Labels = none, HostLabels = none };
        Start(last: new VmIdentity(view, _peer.Address.ToString(), null, "7.2.22") { Memory = new VmMemory(LastKnown.Nothing.WithStatus("running"), seen, IsStored: true) });

        var gap = Events(await AckAsync())[0];

        Assert.Equal("VM_GAP", gap.Name);
        Assert.Contains("\"from\":\"2026-03-02T09:55:00.000000Z\"", Text(gap), StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"started\"", Text(gap), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1-1", true)]
    [InlineData(null, false)] // Whether its process goes on can't be told.
    public async Task Started_again_nobody_answers_for_a_vm_that_ran_is_a_lost_vm_told_once_for_all_daemons(string? incarnation, bool processEnded)
    {
        var seen = _clock.Start - TimeSpan.FromMinutes(5);
        var vm = Start(new UnixQmpAddress("/nowhere/web1.qmp"), Ran(incarnation, "running", seen));
        // Of one elsewhere not at once: the network may not be up yet.
        for (var failure = 1; failure < 5 && !processEnded; failure++)
        {
            await Until(() => Status.State == VmState.Backoff);
            await ExpectNoMsgAsync(TimeSpan.Zero);
            var since = Status.Since;
            Advance(VmActor.MaxBackoff);
            await Until(() => Status.State == VmState.Backoff && Status.Since > since);
        }

        var told = await AckAsync();

        var row = Assert.IsType<VmStateInput>(told.Inputs[0]).ToRow();
        Assert.Equal(("running", seen), (row.Status, row.SeenAt));
        Assert.True(LastKnown.Parse(row.Status, row.Known).IsLost);
        var lost = Assert.Single(Events(told));
        Assert.Equal(("VM_LOST", EventOrigin.Recovered), (lost.Name, lost.Origin));
        Assert.Contains($"\"process-ended\":{(processEnded ? "true" : "false")}", Text(lost), StringComparison.Ordinal);
        if (processEnded)
            Assert.Equal(LinkState.Ended, Link(await AckAsync()));
        Advance(VmActor.MaxBackoff);
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        await Until(() => Status.State == VmState.Backoff);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("shut down")]
    [InlineData("told before")]
    [InlineData("its process goes on")]
    public async Task Started_again_nobody_answers_for_a_vm_that_is_not_lost_by_that_tells_nothing(string why)
    {
        var self = $"{Environment.ProcessId}-{ProcessStat.Read(Environment.ProcessId)!.Value.StartTime}";
        var last = Ran(why == "its process goes on" ? self : "1-1", why == "shut down" ? "shutdown" : "running", _clock.Start);
        var known = last.Memory.Known;
        Start(
            new UnixQmpAddress("/nowhere/web1.qmp"),
            last with { Memory = last.Memory with { Known = why == "told before" ? LastKnown.Parse(known.Status, known.Lost(true).ToJson()) : known } });

        await Until(() => Status.State == VmState.Backoff);

        // Its end is told all the same: of one that had said so, and of one that was lost before its process was known to have ended.
        if (why != "its process goes on")
            Assert.Equal(LinkState.Ended, Assert.IsType<LinkInput>(Assert.Single((await AckAsync()).Inputs)).State);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Lost_it_is_heard_again_and_may_be_lost_once_more()
    {
        var last = Ran(null, "running", _clock.Start);
        Start(last: last with { Memory = last.Memory with { Known = last.Memory.Known.Lost(true) } });

        var row = Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).ToRow();

        Assert.False(LastKnown.Parse(row.Status, row.Known).IsLost);
    }

    [Fact]
    public async Task Occupied_is_told_once_under_its_name_which_ends_when_it_is_known()
    {
        _peer.Silent = true;
        Start();
        await _peer.NextAsync();
        await Until(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            return Status.State == VmState.Occupied;
        });
        Assert.Equal("web1", Assert.IsType<VmStateInput>(Assert.Single((await AckAsync()).Inputs)).State.Id);
        Assert.Equal("VM_OCCUPIED", Assert.Single(Events(await AckAsync())).Name);

        _peer.Silent = false;
        Advance(VmActor.OccupiedRetry);

        var removed = await AckAsync();
        Assert.Equal(("web1", LinkState.Removed), (removed.VmId, Link(removed)));
        Assert.Equal(["VM_CONNECTED"], Events(await AckAsync()).Select(e => e.Name));
    }

    [Fact]
    public async Task Lost_events_of_ours_are_told_as_a_gap_and_the_state_is_asked_for_again()
    {
        Start();
        var client = await _peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), VmFeed.MaxEvents + 1)));
        await Until(() => Status.Dropped == 1);
        _peer.Status = "guest-panicked";
        first.Source.Tell(new BatchDone(first.Number));

        var told = await AckAsync();
        Assert.Equal("VM_GAP", Events(told)[0].Name);
        Advance(VmActor.AskEvery);
        var events = new List<VmEvent>();
        while (events.Count < 2)
            events.AddRange(Events(await AckAsync()).Where(e => e.Name != "RTC_CHANGE"));

        Assert.Equal(["GUEST_PANICKED", "STOP"], events.Select(e => e.Name));
        Assert.All(events, e => Assert.Equal(EventOrigin.Recovered, e.Origin));
    }

    [Fact]
    public async Task Removed_from_the_configuration_tells_the_partition_last()
    {
        var vm = Start();
        var client = await _peer.NextAsync();
        await AckAsync();
        Watch(vm);

        vm.Tell(new VmActor.Stop(LinkState.Removed));

        await client.Gone.Task.Guarded();
        var last = await AckAsync();
        Assert.Equal(LinkState.Removed, Assert.IsType<LinkInput>(last.Inputs[0]).State);
        Assert.Equal(KnownVms.Removed, Assert.IsType<VmStateInput>(last.Inputs[1]).State.Status);
        await ExpectTerminatedAsync(vm);
    }

    [Fact]
    public async Task Start_nobody_listens_keeps_trying_and_says_so_once()
    {
        Start(new UnixQmpAddress("/nonexistent/q.sock"));
        for (var i = 0; i < 5; i++)
        {
            await Until(() => Status.State == VmState.Backoff);
            var since = Status.Since;
            Advance(VmActor.MaxBackoff);
            await Until(() => Status.Since != since);
        }

        await Until(() => Status.State == VmState.Backoff);
        Assert.Equal(1, Logs.Count("web1 is not connected"));
        Assert.Contains("/nonexistent/q.sock", Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_peer_is_silent_is_occupied_and_tried_once_a_minute()
    {
        _peer.Silent = true;
        Start();
        await _peer.NextAsync();
        await Until(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            return Status.State == VmState.Occupied;
        });

        _peer.Silent = false;
        Advance(VmActor.OccupiedRetry - TimeSpan.FromSeconds(1));
        Assert.Equal(VmState.Occupied, Status.State);
        Advance(TimeSpan.FromSeconds(1));

        await Until(() => Logs.Count("web1 is live") == 1);
        Assert.Equal(1, Logs.Count("web1 is occupied"));
    }

    [Fact]
    public async Task Flood_is_bounded_counted_and_told()
    {
        Start();
        var client = await _peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();

        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), VmFeed.MaxEvents + 100)));
        await Until(() => Status.Received == VmFeed.MaxEvents + 100);
        Assert.Equal((VmFeed.MaxEvents, 100L), (Status.Buffered, Status.Dropped));

        first.Source.Tell(new BatchDone(first.Number));
        await ExpectMsgAsync<VmBatch>();
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(10));
            return Logs.Count("came too fast: 100") == 1;
        });
    }

    [Fact]
    public async Task Events_of_one_name_come_too_fast_a_rule_can_be_told_of_the_flood()
    {
        Start(options: s_options with { EventBurst = 10 });
        var client = await _peer.NextAsync();
        await AckAsync();

        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), 15)));
        await Until(() => Status is { Received: 15, Flooded: 5 });

        var told = new List<VmEvent>();
        await Until(() =>
        {
            while (HasMessages && ReceiveOne(TimeSpan.Zero) is VmBatch batch)
            {
                told.AddRange(Events(batch));
                batch.Source.Tell(new BatchDone(batch.Number));
            }

            Advance(TimeSpan.FromMilliseconds(1));
            return told.Exists(e => e.Name == "VM_FLOOD");
        });
        Assert.Equal((10, 1), (told.Count(e => e.Name == "RTC_CHANGE"), told.Count(e => e.Name == "VM_GAP")));
        Assert.Contains("\"RTC_CHANGE\"", Text(told.Single(e => e.Name == "VM_FLOOD")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_while_live_drains_before_it_ends()
    {
        var vm = Start();
        var client = await _peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.EventAsync("GUEST_PANICKED", """{"action": "run"}""");
        await Until(() => Status.Buffered == 1);
        Watch(vm);

        vm.Tell(VmActor.Stop.Instance);
        await client.Gone.Task.Guarded();
        first.Source.Tell(new BatchDone(first.Number));

        var last = await ExpectMsgAsync<VmBatch>();
        Assert.Equal("GUEST_PANICKED", Assert.IsType<EventInput>(last.Inputs[0]).Event.Name);
        vm.Tell(new BatchDone(last.Number));
        Assert.IsType<VmStateInput>(Assert.Single((await AckAsync()).Inputs));   // Up to when it was heard.
        await ExpectTerminatedAsync(vm);
    }

    [Fact]
    public async Task Stop_while_connecting_ends()
    {
        _peer.Silent = true;
        var vm = Start();
        await _peer.NextAsync();
        Watch(vm);

        vm.Tell(VmActor.Stop.Instance);

        await ExpectTerminatedAsync(vm);
    }

    [Fact]
    public async Task Stop_while_backing_off_ends()
    {
        var vm = Start(new UnixQmpAddress("/nonexistent/q.sock"));
        await Until(() => Status.State == VmState.Backoff);
        Watch(vm);

        vm.Tell(VmActor.Stop.Instance);

        await ExpectTerminatedAsync(vm);
    }

    private async Task<VmBatch> ConnectedAsync()
    {
        while (true)
        {
            var batch = await AckAsync();
            if (Events(batch).Exists(e => e.Name == "VM_CONNECTED"))
                return batch;
        }
    }

    private VmIdentity Ran(string? incarnation, string status, DateTimeOffset seen)
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var view = new VmView { Id = _peer.Uuid!, Name = "web1", Host = "h1", Labels = none, HostLabels = none };
        return new VmIdentity(view, _peer.Address.ToString(), incarnation, "7.2.22") { Memory = new VmMemory(LastKnown.Nothing.WithStatus(status), seen, IsStored: true) };
    }

    private static List<VmEvent> Events(VmBatch batch) => [.. batch.Inputs.OfType<EventInput>().Select(input => input.Event)];

    private static LinkState Link(VmBatch batch) => Assert.Single(batch.Inputs.OfType<LinkInput>()).State;

    private static string Text(VmEvent e) => System.Text.Encoding.UTF8.GetString(e.Data.Span);

    private VmBatcher Batcher(VmIdentity? before, out VmFeed feed)
    {
        feed = new VmFeed(_attention, s_options, Time, () => { });
        return new VmBatcher(feed, 8, before, () => _clock.Now, _numbers);
    }

    private async Task LoseAsync()
    {
        var client = await _peer.NextAsync();
        await AckAsync();
        await Until(() => Status.State == VmState.Live);
        client.Close();
        await Until(() => Status.State == VmState.Backoff);
        await AckAsync();
    }

    private async Task<VmBatch> AckAsync()
    {
        var batch = await ExpectMsgAsync<VmBatch>();
        batch.Source.Tell(new BatchDone(batch.Number));
        return batch;
    }

    private IActorRef Start(QmpAddress? address = null, VmIdentity? last = null, VmOptions? options = null)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var vm = new MonitoredVm("web1", address ?? _peer.Address, "h1", labels, labels);
        var watched = new WatchedVm(vm, last);
        var services = new VmServices(
            new PartitionRouter([TestActor]), 7, _numbers, _registry, _attention, QmpConnectionOptions.Default with { TimeProvider = Time }, _clock, _board, Logs)
        {
            Options = options ?? s_options,
        };
        return Sys.ActorOf(Props.Create(() => new VmActor(watched, services, new Random(1))));
    }
}
