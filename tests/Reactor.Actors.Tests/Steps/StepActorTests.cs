using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Steps;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Steps;

/// <summary>Steps are carried out once, and their results brought once they are durable.</summary>
public sealed class StepActorTests : StepActorKit
{
    [Fact]
    public async Task Step_is_carried_out_and_its_result_is_brought_once_it_is_durable()
    {
        Start();
        Store.Add(SomeStep.Row("s_1"));
        Sys.EventStream.Publish(StepActor.Wake.Instance);
        await Until(() => Carried.ContainsKey("s_1"));
        Assert.Empty(Brought);

        End("s_1");

        await Until(() => Brought.Count == 1);
        Assert.Equal("s_1", Assert.Single(Store.StepResults).Step);
        await Until(() => Status is { Commands: 0 } && Status.Ended.GetValueOrDefault("ok") == 1);
    }

    [Fact]
    public async Task Step_that_ended_is_told_in_the_log_and_a_question_is_not()
    {
        Store.Add(SomeStep.Row("s_1", request: SomeStep.Commands("system_reset", "cont")), SomeStep.Row("s_2", "exec"), SomeStep.Row("s_3", "gather", SomeStep.Questions("query-status")));
        Start();
        await Until(() => Carried.Count == 3);

        End("s_3");
        End("s_1");
        Carried["s_2"].SetResult(new StepResult { Step = "s_2", Status = StepStatus.Failed, Error = new StepError(StepError.Timeout, "what it wrote") });

        await Until(() => Brought.Count == 3);
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
        Assert.Equal((Steps + 2L, 1L), (Status.Ended["ok"], Status.Ended["failed"]));

        async Task EndAsync(string id, int count, string status, string rule = "r")
        {
            var before = Status.Ended.GetValueOrDefault(status);
            for (var i = 0; i < count; i++)
            {
                Store.Add(SomeStep.Row($"{id}_{i}") with { Rule = rule });
                Sys.EventStream.Publish(StepActor.Wake.Instance);
                await Until(() => Carried.ContainsKey($"{id}_{i}"));
                Carried[$"{id}_{i}"].SetResult(new StepResult { Step = $"{id}_{i}", Status = status == "ok" ? StepStatus.Ok : StepStatus.Failed });
            }

            await Until(() => Status.Ended.GetValueOrDefault(status) == before + count);
        }
    }

    [Fact]
    public async Task Steps_that_wait_at_the_start_are_carried_out()
    {
        Store.Add(SomeStep.Row("s_1"), SomeStep.Row("s_2", "exec"));

        Start();

        await Until(() => Carried.Count == 2);
        Assert.Equal((1, 1), (Status.Commands, Status.Programs));
    }

    [Fact]
    public async Task Results_of_steps_that_are_not_carried_out_are_brought()
    {
        Store.EndUndone(StepResult.OfInterrupted("s_0"));

        Start();

        await Until(() => Brought.Count == 1);
        Assert.Equal(1, Status.Interrupted);
        Assert.Empty(Carried);
    }

    [Fact]
    public async Task Fault_costs_the_step_and_its_outcome_is_unknown()
    {
        Store.Add(SomeStep.Row("s_1"));
        Start();
        await Until(() => Carried.ContainsKey("s_1"));

        Carried["s_1"].SetException(new InvalidOperationException("a defect"));

        await Until(() => Brought.Count == 1);
        var result = Assert.Single(Store.StepResults);
        Assert.Equal((StepStatus.Unknown, StepError.Defect), (result.Status, result.Error!.Class));
        Assert.Equal(1, Logs.Count("failed inside Reactor"));
    }

    [Fact]
    public async Task Request_that_can_not_be_read_is_refused()
    {
        Store.Add(SomeStep.Row("s_1") with { Request = "{}"u8.ToArray() });

        Start();

        await Until(() => Brought.Count == 1);
        Assert.Equal(StepStatus.Refused, Assert.Single(Store.StepResults).Status);
    }

    [Fact]
    public async Task Result_waits_for_the_store_and_is_written_once()
    {
        Store.Add(SomeStep.Row("s_1"));
        Start();
        await Until(() => Carried.ContainsKey("s_1"));
        Store.Failure = new StoreUnavailableException(StoreFailure.Full, "full");
        End("s_1");
        await Until(() => Logs.Count("wait for the store") == 1);
        Store.Failure = null;

        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return Brought.Count == 1;
        });

        Assert.Single(Store.StepResults);
    }

    [Fact]
    public async Task Claim_waits_for_the_store()
    {
        Store.Failure = new StoreUnavailableException(StoreFailure.Full, "full");
        Store.Add(SomeStep.Row("s_1"));
        Start();
        await Until(() => Logs.Count("wait for the store") == 1);
        Store.Failure = null;

        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return Carried.ContainsKey("s_1");
        });
    }

    [Fact]
    public async Task Stop_waits_for_what_is_under_way()
    {
        Store.Add(SomeStep.Row("s_1"));
        var actor = Start();
        await Until(() => Carried.ContainsKey("s_1"));

        actor.Tell(StepActor.Stop.Instance, TestActor);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        End("s_1");

        await ExpectMsgAsync<StepActor.Stopped>();
        Assert.Equal(StepStatus.Ok, Assert.Single(Store.StepResults).Status);
        await Until(() => HasEnded);
    }

    [Fact]
    public async Task Stop_ends_what_takes_too_long_as_interrupted()
    {
        Store.Add(SomeStep.Row("s_1"));
        var actor = Start();
        await Until(() => Carried.ContainsKey("s_1"));

        actor.Tell(StepActor.Stop.Instance, TestActor);
        await Until(() =>
        {
            Advance(StepActor.StopGrace);
            return Store.StepResults.Count == 1;
        });

        await ExpectMsgAsync<StepActor.Stopped>();
        Assert.True(Store.StepResults[0].IsInterrupted);
    }

    [Fact]
    public async Task Stop_while_steps_are_claimed_puts_them_back()
    {
        var claim = new TaskCompletionSource();
        Store.ClaimsWaitFor = claim.Task;
        Store.Add(SomeStep.Row("s_1"), SomeStep.Row("s_2", "exec"));
        var actor = Start();
        await Until(() => Store.StepsWaiting == 0);

        actor.Tell(StepActor.Stop.Instance, TestActor);
        claim.SetResult();

        await ExpectMsgAsync<StepActor.Stopped>();
        Assert.Equal(2, Store.StepsWaiting);
        Assert.Empty(Carried);
    }

    [Fact]
    public async Task Stop_with_nothing_under_way_ends_at_once()
    {
        var actor = Start();
        await Until(() => Status.Commands == 0);

        actor.Tell(StepActor.Stop.Instance, TestActor);

        await ExpectMsgAsync<StepActor.Stopped>();
    }
}
