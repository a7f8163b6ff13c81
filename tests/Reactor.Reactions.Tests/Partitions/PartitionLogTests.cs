using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>What is logged, kept, numbered and snapshotted.</summary>
public class PartitionLogTests
{
    private static readonly Rule s_limited = Make.Rule("limited", Make.When("STOP"), Make.Send("oncall")) with { Limit = new Limit(1, TimeSpan.FromMinutes(1)) };
    private static readonly Rule s_stateless = Make.Rule("stateless", Make.When("RESUME"), Make.Send("oncall"));
    private static readonly Rule s_alerting = Make.Rule("alerting", Make.When("RESET"), Make.Alert("x"));

    [Fact]
    public void Apply_nothing_to_write_is_empty_and_takes_no_sequence_number()
    {
        var core = Make.Core([], new PartitionOptions { KeptEventsBurst = 1 }, s_limited);
        Assert.False(core.Apply([Make.Event("VNC_CONNECTED")], Make.Start).IsEmpty);
        var commit = core.Apply([Make.Event("VNC_CONNECTED", ordinal: 2)], Make.Start);
        Assert.True(commit.IsEmpty);
        Assert.Equal((1, 1), (commit.AppliedSequence, core.AppliedSequence));
        Assert.Equal(1, core.Counters.EventsNotKept);
    }

    [Fact]
    public void Apply_logs_inputs_that_changed_state_with_the_rules_they_changed()
    {
        var core = Make.Core(s_limited, s_stateless, s_alerting);
        var commit = core.Apply(
            [Make.Event("STOP", ordinal: 1), Make.Event("RESUME", ordinal: 2), Make.Event("RESET", ordinal: 3)], Make.Start);
        Assert.Equal(3, commit.AppliedSequence);
        Assert.Equal([1L, 3L], commit.Inputs.Select(i => i.Sequence));
        Assert.Equal(s_limited.Fingerprint, Assert.Single(commit.Inputs[0].Rules));
        Assert.Empty(commit.Inputs[1].Rules);
        Assert.All(commit.Inputs, input => Assert.Equal("event", input.Kind));
        var (vm, @event) = Assert.IsType<SeenEvent>(InputPayload.Read(commit.Inputs[0].Payload));
        Assert.Equal(("vm1", "7-1/1.1/1"), (vm.Name, @event.Id));
    }

    [Fact]
    public void Apply_vm_states_are_written_as_they_are_in_the_end()
    {
        var core = Make.Core();
        var first = new VmStateRow("id-vm1", "vm1", null, "h1", "unix:/x", null, null, "running", Make.Start);
        var commit = core.Apply([new VmStateInput(first), new VmStateInput(first with { Status = "paused" })], Make.Start);
        Assert.Equal("paused", Assert.Single(commit.Vms).Status);
        Assert.Equal(2, commit.AppliedSequence);
    }

    [Fact]
    public void Apply_unmatched_events_are_kept_within_the_budget_and_state_bearing_ones_always()
    {
        var core = Make.Core([], new PartitionOptions { KeptEventsBurst = 2 }, s_limited);
        var commit = core.Apply(
            [
                .. Enumerable.Range(1, 5).Select(i => Make.Event("VNC_CONNECTED", ordinal: i)),
                Make.Event("SHUTDOWN", ordinal: 6),
                Make.Event("VM_CONNECTED", ordinal: 7),
                Make.Event("STOP", "{\"a\":1}", ordinal: 8),
            ],
            Make.Start);
        Assert.Equal(["VNC_CONNECTED", "VNC_CONNECTED", "SHUTDOWN", "VM_CONNECTED", "STOP"], commit.Events.Select(e => e.Name));
        var last = commit.Events[^1];
        Assert.Equal((1, "live", "{\"a\":1}"), (last.Matched, last.Origin, Encoding.UTF8.GetString(last.Data.Span)));
        Assert.Equal(3, core.Counters.EventsNotKept);
    }

    [Fact]
    public void Apply_time_never_runs_backwards_and_is_in_whole_microseconds()
    {
        var core = Make.Core(s_stateless);
        var later = Make.Start.AddTicks(123_456_789);
        Assert.Equal(Make.Start.AddTicks(123_456_780), Assert.Single(core.Apply([Make.Event("RESUME", ordinal: 1)], later).Firings).At);
        Assert.Equal(Make.Start.AddTicks(123_456_780), Assert.Single(core.Apply([Make.Event("RESUME", ordinal: 2)], Make.Start).Firings).At);
    }

    [Fact]
    public void Apply_snapshot_follows_the_number_of_logged_inputs()
    {
        var core = Make.Core([], new PartitionOptions { SnapshotEvery = 3 }, s_limited, s_stateless);
        var snapshots = Enumerable.Range(1, 12)
            .Select(i => core.Apply([Make.Event(i % 2 == 0 ? "STOP" : "RESUME", ordinal: i)], Make.Start).Snapshot?.Sequence)
            .ToArray();
        Assert.Equal([6L, 12L], snapshots.OfType<long>());
    }

    [Fact]
    public void Apply_large_state_is_not_written_anew_before_as_much_was_logged()
    {
        var kept = Make.Rule("kept", new When { Pattern = new AbsencePattern([Make.Clause("POWERDOWN")], Make.Clause("SHUTDOWN"), TimeSpan.FromDays(1)) }, Make.Log("x"));
        var core = Make.Core([], new PartitionOptions { SnapshotEvery = 1 }, kept, s_limited);
        var large = $$"""{"text":"{{new string('x', 20_000)}}"}""";
        var first = core.Apply([Make.Event("POWERDOWN", large, 1)], Make.Start).Snapshot!;
        var (bytes, written) = (0L, 0);
        for (var i = 2; written == 0; i++)
        {
            var commit = core.Apply([Make.Event("STOP", ordinal: i)], Make.Start);
            bytes += commit.Inputs.Sum(input => (long)input.Payload.Length);
            written += commit.Snapshot is null ? 0 : 1;
            Assert.Equal(bytes >= first.State.Length, commit.Snapshot is not null);
        }
    }

    [Fact]
    public void Apply_few_large_inputs_are_followed_by_a_snapshot_whatever_their_number()
    {
        var core = Make.Core([], new PartitionOptions { SnapshotLogBytes = 50_000 }, s_limited);
        var large = $$"""{"text":"{{new string('x', 20_000)}}"}""";
        Assert.Equal([false, false, true], Enumerable.Range(1, 3).Select(i => core.Apply([Make.Event("STOP", large, i)], Make.Start).Snapshot is not null));
    }

    [Fact]
    public void Apply_state_that_is_too_large_for_a_snapshot_keeps_its_log_and_is_counted_and_told()
    {
        var options = new PartitionOptions { SnapshotEvery = 2, MaxSnapshotBytes = 100 };
        var core = Make.Core([], options, s_limited);
        var rows = new StoredRows();
        rows.Append(core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start));
        var commit = core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start);
        rows.Append(commit);
        Assert.Null(commit.Snapshot);
        Assert.Contains("is written whole up to 100", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
        Assert.Equal(1, core.Counters.SnapshotsTooLarge);

        var next = rows.Restore(Make.Core([], options, s_limited));
        rows.Append(next.Start(Make.Start));
        Assert.Empty(next.Apply([Make.Event("STOP", ordinal: 3)], Make.Start).Deliveries);
    }

    [Fact]
    public void Apply_state_that_is_too_large_for_a_snapshot_is_tried_again_when_as_much_as_that_is_logged()
    {
        var whole = Make.Core(s_limited);
        whole.Apply([Make.Event("STOP", ordinal: 0)], Make.Start);
        var size = whole.TakeSnapshot().Snapshot!.State.Length;
        var core = Make.Core([], new PartitionOptions { SnapshotEvery = 1_000_000, SnapshotLogBytes = 1, MaxSnapshotBytes = 100 }, s_limited);
        core.Apply([Make.Event("STOP", ordinal: 0)], Make.Start);
        Assert.Equal(1, core.Counters.SnapshotsTooLarge);
        var (logged, tried) = (0L, 1L);
        for (var i = 1; tried == 1; i++)
        {
            var commit = core.Apply([Make.Event("STOP", ordinal: i)], Make.Start);
            logged += commit.Inputs.Sum(row => (long)row.Payload.Length);
            tried = core.Counters.SnapshotsTooLarge;
            Assert.Equal(logged >= size, tried == 2);
            Assert.True(i > 1 || tried == 1, "what is logged at once is as large as the state: nothing is shown");
        }
    }

    [Fact]
    public void Reload_with_a_state_too_large_for_a_snapshot_keeps_the_log_for_the_next_start()
    {
        var options = new PartitionOptions { MaxSnapshotBytes = 100 };
        var rows = new StoredRows();
        var core = Make.Core([], options, s_limited);
        rows.Append(core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start));
        var set = new RuleSet(Reactor.Rules.Expressions.RuleVocabulary.Empty, [s_limited, s_stateless]);
        var reload = core.Reload(set, Make.Settings(), Make.Start, new RuleEngine(set));
        rows.Append(reload);
        Assert.Null(reload.Snapshot);

        var next = rows.Restore(Make.Core([], options, s_limited, s_stateless));
        rows.Append(next.Start(Make.Start));
        Assert.Empty(next.Apply([Make.Event("STOP", ordinal: 2)], Make.Start).Deliveries);
    }

    [Fact]
    public void Apply_what_is_known_of_a_vm_counts_in_the_size_of_the_commit_once()
    {
        var row = new VmStateRow("id-vm1", "vm1", null, "h1", "unix:/x", null, null, "running", Make.Start);
        long Bytes(params string[] known) =>
            Make.Core().Apply([.. known.Select(text => new VmStateInput(row with { Known = text }))], Make.Start).ApproximateBytes;
        var large = new string('x', 100_000);
        Assert.InRange(Bytes(large), 200_000, 201_000);
        Assert.Equal(Bytes(large), Bytes("", large));
        Assert.Equal(Bytes(""), Bytes(large, ""));
    }

    [Fact]
    public void Start_after_a_fold_writes_the_state_whole_and_the_next_one_has_nothing_to_say()
    {
        var rows = new StoredRows();
        rows.Append(Make.Core(s_limited).Apply([Make.Event("STOP")], Make.Start));
        var first = rows.Restore(Make.Core(s_limited)).Start(Make.Start);
        Assert.NotNull(first.Snapshot);
        rows.Append(first);
        Assert.True(rows.Restore(Make.Core(s_limited)).Start(Make.Start).IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Start_rule_that_was_changed_and_changed_back_starts_afresh(bool snapshotFirst)
    {
        var rows = new StoredRows();
        var core = Make.Core(s_limited);
        rows.Append(core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start));
        rows.Append(snapshotFirst ? core.TakeSnapshot() : core.Apply([], Make.Start));

        rows.Append(rows.Restore(Make.Core(s_limited with { Severity = Severity.Critical })).Start(Make.Start));
        var back = rows.Restore(Make.Core(s_limited));
        rows.Append(back.Start(Make.Start));

        Assert.Single(back.Apply([Make.Event("STOP", ordinal: 2)], Make.Start).Deliveries);
    }

    [Fact]
    public void TakeSnapshot_has_a_sequence_number_of_its_own_and_is_empty_when_nothing_changed()
    {
        var core = Make.Core(s_limited);
        core.Apply([Make.Event("STOP")], Make.Start);
        var commit = core.TakeSnapshot();
        Assert.Equal((2, 2), (commit.AppliedSequence, commit.Snapshot!.Sequence));
        Assert.True(core.TakeSnapshot().IsEmpty);
    }

    [Fact]
    public void Restore_after_inputs_were_taken_is_refused()
    {
        var core = Make.Core(s_limited);
        core.Apply([Make.Event("STOP")], Make.Start);
        Assert.Throws<InvalidOperationException>(() => core.Restore(null, [], [], 0));
    }

    [Theory]
    [InlineData(2, "{}", "newer")]
    [InlineData(1, "nonsense", "backup")]
    public void Restore_unreadable_snapshot_says_what_to_do(int version, string state, string advice)
    {
        var snapshot = new SnapshotRow(5, version, Encoding.UTF8.GetBytes(state));
        var error = Assert.Throws<InvalidDataException>(() => Make.Core(s_limited).Restore(snapshot, [], [], 5));
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }
}
