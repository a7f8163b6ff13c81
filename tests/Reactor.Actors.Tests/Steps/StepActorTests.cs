using System.Collections.Concurrent;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Steps;

public sealed class StepActorTests : VirtualTimeKit
{
    private readonly MemoryStore _store = new();
    private readonly ConcurrentQueue<InboxRow> _brought = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StepResult>> _running = new();
    private StepExecutionStatus _status = new();
    private bool _ended;

    [Fact]
    public async Task Step_is_carried_out_and_its_result_is_brought_once_it_is_durable()
    {
        Start();
        _store.Add(SomeStep.Row("s_1"));
        Sys.EventStream.Publish(StepActor.Wake.Instance);
        await Until(() => _running.ContainsKey("s_1"));
        Assert.Empty(_brought);

        End("s_1");

        await Until(() => _brought.Count == 1);
        Assert.Equal("s_1", Assert.Single(_store.StepResults).Step);
        await Until(() => _status is { Commands: 0 } && _status.Ended.GetValueOrDefault("ok") == 1);
    }

    [Fact]
    public async Task Step_that_ended_is_told_in_the_log_and_a_question_is_not()
    {
        _store.Add(SomeStep.Row("s_1", request: SomeStep.Commands("system_reset", "cont")), SomeStep.Row("s_2", "exec"), SomeStep.Row("s_3", "gather", SomeStep.Questions("query-status")));
        Start();
        await Until(() => _running.Count == 3);

        End("s_3");
        End("s_1");
        _running["s_2"].SetResult(new StepResult { Step = "s_2", Status = StepStatus.Failed, Error = new StepError(StepError.Timeout, "what it wrote") });

        await Until(() => _brought.Count == 3);
        Assert.Equal(
            ["Rule r on VM web1: program /bin/true: failed (timeout) (step s_2)", "Rule r on VM web1: system_reset, cont: ok (step s_1)"],
            Logs.Lines.Where(line => line.StartsWith("Rule r", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Steps_that_end_by_the_dozen_are_told_so_many_a_minute_and_all_are_counted()
    {
        const int Steps = LinesAMinute.Most + 10;
        Start();
        await EndAsync("s", Steps, "ok");
        await EndAsync("other", 1, "ok", rule: "other");
        await EndAsync("bad", 1, "failed");
        Assert.Equal(LinesAMinute.Most + 1, Logs.Lines.Count(line => line.StartsWith("Rule r ", StringComparison.Ordinal)));
        Assert.Equal(1, Logs.Lines.Count(line => line.StartsWith("Rule other ", StringComparison.Ordinal)));

        Time.Advance(TimeSpan.FromMinutes(1));
        await EndAsync("last", 1, "ok");

        Assert.Contains("Rule r on VM web1: stop: ok (step last_0), after 10 more that ended so and are not told here", Logs.Lines);
        Assert.Equal((Steps + 2L, 1L), (_status.Ended["ok"], _status.Ended["failed"]));

        async Task EndAsync(string id, int count, string status, string rule = "r")
        {
            var before = _status.Ended.GetValueOrDefault(status);
            for (var i = 0; i < count; i++)
            {
                _store.Add(SomeStep.Row($"{id}_{i}") with { Rule = rule });
                Sys.EventStream.Publish(StepActor.Wake.Instance);
                await Until(() => _running.ContainsKey($"{id}_{i}"));
                _running[$"{id}_{i}"].SetResult(new StepResult { Step = $"{id}_{i}", Status = status == "ok" ? StepStatus.Ok : StepStatus.Failed });
            }

            await Until(() => _status.Ended.GetValueOrDefault(status) == before + count);
        }
    }

    [Fact]
    public async Task Steps_that_wait_at_the_start_are_carried_out()
    {
        _store.Add(SomeStep.Row("s_1"), SomeStep.Row("s_2", "exec"));

        Start();

        await Until(() => _running.Count == 2);
        Assert.Equal((1, 1), (_status.Commands, _status.Programs));
    }

    [Fact]
    public async Task Results_of_steps_that_are_not_carried_out_are_brought()
    {
        _store.EndUndone(StepResult.OfInterrupted("s_0"));

        Start();

        await Until(() => _brought.Count == 1);
        Assert.Equal(1, _status.Interrupted);
        Assert.Empty(_running);
    }

    [Fact]
    public async Task Programs_are_bounded_and_do_not_hold_commands_up()
    {
        _store.Add([.. Enumerable.Range(0, 6).Select(i => SomeStep.Row($"s_x{i}", "exec", vm: $"web{i}")), SomeStep.Row("s_1")]);
        Start();

        await Until(() => _running.Count == 5);
        Assert.Equal((1, StepSlots.MaxPrograms, 2), (_status.Commands, _status.Programs, _store.StepsWaiting));
        End("s_x0");

        await Until(() => _running.ContainsKey("s_x4"));
        Assert.Equal(1, _store.StepsWaiting);
    }

    [Fact]
    public async Task Programs_of_one_VM_never_keep_those_of_another_waiting()
    {
        _store.Add([.. Enumerable.Range(0, 40).Select(i => SomeStep.Row($"s_x{i}", "exec", vm: "vm2"))]);
        Start();
        await Until(() => _running.Count == 2 && _status.Programs == 2);
        Assert.Equal(38, _store.StepsWaiting);

        _store.Add(SomeStep.Row("s_1", "exec", vm: "vm1"));
        Sys.EventStream.Publish(StepActor.Wake.Instance);

        await Until(() => _running.ContainsKey("s_1"));
        for (var i = 0; i < 38; i++)
        {
            End($"s_x{i}");
            await Until(() => _running.ContainsKey($"s_x{i + 2}"));
        }

        End("s_x38");
        End("s_x39");
        End("s_1");
        await Until(() => _store.StepResults.Count == 41);
    }

    [Fact]
    public async Task Fault_costs_the_step_and_its_outcome_is_unknown()
    {
        _store.Add(SomeStep.Row("s_1"));
        Start();
        await Until(() => _running.ContainsKey("s_1"));

        _running["s_1"].SetException(new InvalidOperationException("a defect"));

        await Until(() => _brought.Count == 1);
        var result = Assert.Single(_store.StepResults);
        Assert.Equal((StepStatus.Unknown, StepError.Defect), (result.Status, result.Error!.Class));
        Assert.Equal(1, Logs.Count("failed inside Reactor"));
    }

    [Fact]
    public async Task Request_that_can_not_be_read_is_refused()
    {
        _store.Add(SomeStep.Row("s_1") with { Request = "{}"u8.ToArray() });

        Start();

        await Until(() => _brought.Count == 1);
        Assert.Equal(StepStatus.Refused, Assert.Single(_store.StepResults).Status);
    }

    [Fact]
    public async Task Result_waits_for_the_store_and_is_written_once()
    {
        _store.Add(SomeStep.Row("s_1"));
        Start();
        await Until(() => _running.ContainsKey("s_1"));
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "full");
        End("s_1");
        await Until(() => Logs.Count("wait for the store") == 1);
        _store.Failure = null;

        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return _brought.Count == 1;
        });

        Assert.Single(_store.StepResults);
    }

    [Fact]
    public async Task Claim_waits_for_the_store()
    {
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "full");
        _store.Add(SomeStep.Row("s_1"));
        Start();
        await Until(() => Logs.Count("wait for the store") == 1);
        _store.Failure = null;

        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return _running.ContainsKey("s_1");
        });
    }

    [Fact]
    public async Task Stop_waits_for_what_is_under_way()
    {
        _store.Add(SomeStep.Row("s_1"));
        var actor = Start();
        await Until(() => _running.ContainsKey("s_1"));

        actor.Tell(StepActor.Stop.Instance, TestActor);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        End("s_1");

        await ExpectMsgAsync<StepActor.Stopped>();
        Assert.Equal(StepStatus.Ok, Assert.Single(_store.StepResults).Status);
        await Until(() => _ended);
    }

    [Fact]
    public async Task Stop_ends_what_takes_too_long_as_interrupted()
    {
        _store.Add(SomeStep.Row("s_1"));
        var actor = Start();
        await Until(() => _running.ContainsKey("s_1"));

        actor.Tell(StepActor.Stop.Instance, TestActor);
        await Until(() =>
        {
            Advance(StepActor.StopGrace);
            return _store.StepResults.Count == 1;
        });

        await ExpectMsgAsync<StepActor.Stopped>();
        Assert.True(_store.StepResults[0].IsInterrupted);
    }

    [Fact]
    public async Task Stop_while_steps_are_claimed_puts_them_back()
    {
        var claim = new TaskCompletionSource();
        _store.ClaimsWaitFor = claim.Task;
        _store.Add(SomeStep.Row("s_1"), SomeStep.Row("s_2", "exec"));
        var actor = Start();
        await Until(() => _store.StepsWaiting == 0);

        actor.Tell(StepActor.Stop.Instance, TestActor);
        claim.SetResult();

        await ExpectMsgAsync<StepActor.Stopped>();
        Assert.Equal(2, _store.StepsWaiting);
        Assert.Empty(_running);
    }

    [Fact]
    public async Task Stop_with_nothing_under_way_ends_at_once()
    {
        var actor = Start();
        await Until(() => _status.Commands == 0);

        actor.Tell(StepActor.Stop.Instance, TestActor);

        await ExpectMsgAsync<StepActor.Stopped>();
    }

    private IActorRef Start()
    {
        var execution = new StepExecution(
            _store,
            RunAsync,
            RunAsync,
            rows =>
            {
                foreach (var row in rows)
                    _brought.Enqueue(row);
            },
            new EngineClock(Time, null),
            Time,
            status => _status = status,
            () => _ended = true,
            Logs);
        return Sys.ActorOf(Props.Create(() => new StepActor(execution, new Random(1))));
    }

    private void End(string id) => _running[id].SetResult(new StepResult { Step = id, Status = StepStatus.Ok });

    private Task<StepResult> RunAsync(StepRow step, StepRequest request, CancellationToken ct)
    {
        var running = _running.GetOrAdd(step.Id, _ => new TaskCompletionSource<StepResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        return running.Task.WaitAsync(ct);
    }
}
