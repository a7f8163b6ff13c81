using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class StepTests : IAsyncLifetime, IDisposable
{
    private readonly TempStore _temp = new();
    private SqliteStore _store = null!;
    private long _sequence;

    public async Task InitializeAsync() => _store = await _temp.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Intended_step_is_handed_out_once_as_it_was_written()
    {
        var step = Step("s_1") with { Budget = new BudgetTake("b", """["x"]""", 3, TimeSpan.FromHours(1)) };
        await AppendAsync(step);

        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(1));
        var again = await _store.ClaimStepsAsync(new(10), new(10), Some.At(1));

        var claimed = Assert.Single(claims.Steps);
        Assert.Equal("""{"v":1}""", Encoding.UTF8.GetString(claimed.Request.Span));
        Assert.Equal(step with { Request = claimed.Request, Partition = 7 }, claimed);
        Assert.Equal(StepsLeft.None, claims.Left);
        Assert.Empty(again.Steps);
        Assert.Empty(again.Ended);
    }

    [Fact]
    public async Task Step_that_has_ended_keeps_no_large_input()
    {
        await AppendAsync(Step("large", "exec") with { Request = System.Text.Encoding.UTF8.GetBytes($$"""{"argv": ["/bin/true"], "stdin": "{{new string('x', 300_000)}}"}""") });
        Assert.Single((await _store.ClaimStepsAsync(new(0), new(1), Some.At(1))).Steps);

        await _store.CompleteStepAsync(StepResult.OfInterrupted("large"), Some.At(2));

        Assert.Equal("""{"argv":["/bin/true"]}""", _temp.Scalar("SELECT CAST(request AS TEXT) FROM steps WHERE id = 'large'"));
    }

    [Fact]
    public async Task Steps_of_a_vm_that_fill_the_window_do_not_hide_those_of_another()
    {
        for (var i = 0; i < 1100; i += 100)
            await AppendAsync([.. Enumerable.Range(i, 100).Select(n => Step($"a_{n}", "exec") with { VmId = "vm-a" })]);
        await AppendAsync(Step("b_1", "exec") with { VmId = "vm-b" });
        var claims = await _store.ClaimStepsAsync(new(0), new(4, 2), Some.At(1));
        Assert.Equal(3, claims.Steps.Length);
    }

    [Fact]
    public async Task Step_that_was_held_is_kept_as_ended_and_never_handed_out()
    {
        await AppendAsync(Step("s_held") with { Request = StepRequestJson.Write(new StepRequest { Kind = "qmp", Timeout = TimeSpan.FromSeconds(1) }), Ended = StepResult.OfHeld("s_held", "maintenance", "m1") });

        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(1));

        Assert.Empty(claims.Steps);
        Assert.Empty(claims.Ended);
        var firing = Some.Firing("f_1");
        await _store.AppendAsync([Some.Empty(9, 1) with { Firings = [firing], Events = [Some.Event("e1")] }]);
        var kept = Assert.Single(Traces.Find(StoreReader.Open(_temp.Path), "s_held").Steps);
        Assert.Equal(("ended", StepStatus.Held, "maintenance"), (kept.State, kept.Result!.Status, kept.Result.Error!.Class));
    }

    [Fact]
    public async Task Steps_are_handed_out_in_the_order_of_their_intents_as_many_of_a_kind_as_are_asked_for()
    {
        await AppendAsync(Step("s_1", "exec"), Step("s_2"), Step("s_3", "exec"), Step("s_4", "gather"), Step("s_5"));

        var first = await _store.ClaimStepsAsync(new(2), new(1), Some.At(1));
        var second = await _store.ClaimStepsAsync(new(2), new(0), Some.At(1));

        Assert.Equal(["s_1", "s_2", "s_4"], first.Steps.Select(s => s.Id));
        Assert.Equal(StepsLeft.Commands | StepsLeft.Programs, first.Left);
        Assert.Equal(["s_5"], second.Steps.Select(s => s.Id));
        Assert.Equal(StepsLeft.Programs, second.Left);
    }

    [Fact]
    public async Task Steps_of_many_are_handed_out_VM_by_VM_and_of_one_VM_as_many_as_it_may_have_under_way()
    {
        await AppendAsync([.. Enumerable.Range(0, 40).Select(i => Step($"s_a{i}", "exec", vm: "a")), Step("s_b", "exec", vm: "b"), Step("s_c", vm: "a")]);

        var first = await _store.ClaimStepsAsync(new(4, 2), new(4, 2), Some.At(1));
        var none = await _store.ClaimStepsAsync(new(3, 2), new(1, 2), Some.At(1));
        await _store.CompleteStepAsync(Result("s_b"), Some.At(2));
        var still = await _store.ClaimStepsAsync(default, new(2, 2), Some.At(2));
        await _store.CompleteStepAsync(Result("s_a0"), Some.At(3));
        var next = await _store.ClaimStepsAsync(default, new(3, 2), Some.At(3));

        Assert.Equal(["s_a0", "s_a1", "s_b", "s_c"], first.Steps.Select(s => s.Id));
        Assert.Equal([StepsLeft.Programs, StepsLeft.Programs, StepsLeft.Commands | StepsLeft.Programs, StepsLeft.Commands | StepsLeft.Programs], new[] { first, none, still, next }.Select(claims => claims.Left));
        Assert.Empty(none.Steps);
        Assert.Empty(still.Steps);
        Assert.Equal(["s_a2"], next.Steps.Select(s => s.Id));
    }

    [Fact]
    public async Task Result_is_in_the_inbox_of_the_partition_with_the_end_of_the_step()
    {
        await AppendAsync(Step("s_1"));
        await _store.ClaimStepsAsync(new(1), new(0), Some.At(1));

        var row = await _store.CompleteStepAsync(Result("s_1"), Some.At(2));

        Assert.Equal(("step-result/s_1", 7, InboxKinds.StepResult), (row.Id, row.Partition, row.Kind));
        Assert.Equal(1L, _temp.Scalar("SELECT count(*) FROM inbox WHERE id = 'step-result/s_1' AND partition = 7"));
        Assert.Equal("ended/ok", _temp.Scalar("SELECT state || '/' || status FROM steps"));
        Assert.Equal(StepStatus.Ok, StepResultJson.Read(row.Payload).Status);
    }

    [Fact]
    public async Task Result_is_taken_once_and_of_a_step_that_was_begun_only()
    {
        await AppendAsync(Step("s_1"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.CompleteStepAsync(Result("s_1"), Some.At(1)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.CompleteStepAsync(Result("s_none"), Some.At(1)));
        await _store.ClaimStepsAsync(new(1), new(0), Some.At(1));
        await _store.CompleteStepAsync(Result("s_1"), Some.At(2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.CompleteStepAsync(Result("s_1"), Some.At(3)));

        Assert.Equal(1L, _temp.Scalar("SELECT count(*) FROM inbox"));
    }

    [Fact]
    public async Task Step_that_an_earlier_daemon_began_ends_as_interrupted_and_is_not_begun_again()
    {
        await AppendAsync(Step("s_1"), Step("s_2", "exec"));
        await _store.ClaimStepsAsync(new(1), new(0), Some.At(1));
        await ReopenAsync();

        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(5));

        Assert.Equal(["s_2"], claims.Steps.Select(s => s.Id));
        var row = Assert.Single(claims.Ended);
        var result = StepResultJson.Read(row.Payload);
        Assert.True(result.IsInterrupted);
        Assert.Equal(("s_1", 7), (result.Step, row.Partition));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.CompleteStepAsync(Result("s_1"), Some.At(6)));
        Assert.Empty((await _store.ClaimStepsAsync(new(10), new(10), Some.At(6))).Ended);
    }

    [Fact]
    public async Task Step_that_is_put_back_waits_again_and_one_that_ended_does_not()
    {
        await AppendAsync(Step("s_1"), Step("s_2"), Step("s_3"));
        await _store.ClaimStepsAsync(new(2), new(0), Some.At(1));
        await _store.CompleteStepAsync(Result("s_2"), Some.At(2));

        await _store.PutBackStepsAsync(["s_1", "s_2", "s_3", "s_none"]);

        await ReopenAsync();
        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(5));
        Assert.Equal(["s_1", "s_3"], claims.Steps.Select(s => s.Id));
        Assert.Empty(claims.Ended);
    }

    [Fact]
    public async Task Put_back_of_a_step_that_has_begun_changes_nothing()
    {
        await AppendAsync(Step("s_1"));
        await _store.ClaimStepsAsync(new(1), new(0), Some.At(1));
        Assert.Null(await _store.BeginStepAsync("s_1", Some.At(2)));

        await _store.PutBackStepsAsync(["s_1"]);

        await ReopenAsync();
        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(5));
        Assert.Empty(claims.Steps);
        Assert.Single(claims.Ended);
    }

    [Fact]
    public async Task Claim_survives_a_loss_of_power()
    {
        await AppendAsync(Step("s_1"));
        await _store.ClaimStepsAsync(new(1), new(0), Some.At(1));

        using var crashed = _temp.CopyAsAfterCrash();
        await using var again = await crashed.OpenAsync();
        var claims = await again.ClaimStepsAsync(new(10), new(10), Some.At(2));

        Assert.Empty(claims.Steps);
        Assert.Single(claims.Ended);
    }

    [Fact]
    public async Task Step_is_intended_once_however_often_it_is_given()
    {
        await AppendAsync(Step("s_1") with { Budget = new BudgetTake("b", "[]", 1, TimeSpan.FromHours(1)) });
        await AppendAsync(Step("s_1") with { Budget = new BudgetTake("b", "[]", 1, TimeSpan.FromHours(1)) });

        Assert.Single((await _store.ClaimStepsAsync(new(10), new(10), Some.At(1))).Steps);
        Assert.Equal(1L, _temp.Scalar("SELECT count(*) FROM budget_takes"));
        Assert.Equal(1, _store.Statistics.DuplicatesIgnored);
    }

    [Fact]
    public async Task Budget_allows_so_many_in_any_span_and_the_rest_end_as_refused()
    {
        var budget = new BudgetTake("auto-restart", """["vm1"]""", 2, TimeSpan.FromSeconds(60));
        await AppendAsync(Step("s_1", at: 0) with { Budget = budget }, Step("s_2", at: 30) with { Budget = budget }, Step("s_3", at: 59) with { Budget = budget });
        await AppendAsync(Step("s_4", at: 60) with { Budget = budget }, Step("s_5", at: 61) with { Budget = budget });
        await AppendAsync(Step("s_6", at: 61) with { Budget = budget with { Key = """["vm2"]""" } }, Step("s_7", at: 61) with { Budget = budget with { Name = "other" } });

        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(70));

        Assert.Equal(["s_1", "s_2", "s_4", "s_6", "s_7"], claims.Steps.Select(s => s.Id));
        Assert.Equal(["s_3", "s_5"], claims.Ended.Select(row => StepResultJson.Read(row.Payload).Step));
        Assert.All(claims.Ended, row => Assert.Equal(StepStatus.BudgetExceeded, StepResultJson.Read(row.Payload).Status));
        Assert.Contains("auto-restart is spent: 2 per 1m", StepResultJson.Read(claims.Ended[0].Payload).Error!.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budget_of_a_step_that_was_not_begun_is_given_back_once()
    {
        var budget = new BudgetTake("b", "[]", 2, TimeSpan.FromHours(1));
        await AppendAsync(Step("s_1", at: 0) with { Budget = budget }, Step("s_2", at: 0) with { Budget = budget }, Step("s_3", at: 0) with { Budget = budget with { Key = "[1]" } });
        await _store.ClaimStepsAsync(new(10), new(10), Some.At(1));

        await _store.CompleteStepAsync(StepResult.OfHeld("s_1", "maintenance"), Some.At(2));
        await Assert.ThrowsAnyAsync<Exception>(() => _store.CompleteStepAsync(StepResult.OfHeld("s_1", "maintenance"), Some.At(2)));
        await _store.CompleteStepAsync(StepResult.OfStopped("s_3"), Some.At(2));

        Assert.Equal(1L, _temp.Scalar("SELECT count(*) FROM budget_takes"));
        await AppendAsync(Step("s_4", at: 3) with { Budget = budget }, Step("s_5", at: 3) with { Budget = budget });
        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(4));
        Assert.Equal(["s_4"], claims.Steps.Select(s => s.Id));
        Assert.Single(claims.Ended);
        await _store.CompleteStepAsync(Result("s_2"), Some.At(5));
        Assert.Equal(2L, _temp.Scalar("SELECT count(*) FROM budget_takes"));
    }

    [Fact]
    public async Task Budget_is_kept_over_a_restart()
    {
        var budget = new BudgetTake("b", "[]", 1, TimeSpan.FromHours(1));
        await AppendAsync(Step("s_1", at: 0) with { Budget = budget });
        await ReopenAsync();
        await AppendAsync(Step("s_2", at: 60) with { Budget = budget });

        var claims = await _store.ClaimStepsAsync(new(10), new(10), Some.At(61));

        Assert.Equal(["s_1"], claims.Steps.Select(s => s.Id));
        Assert.Single(claims.Ended);
    }

    [Fact]
    public async Task Prune_removes_steps_that_ended_long_ago_and_takings_that_count_no_more()
    {
        var budget = new BudgetTake("b", "[]", 9, TimeSpan.FromHours(1));
        await AppendAsync(Step("s_1") with { Budget = budget }, Step("s_2") with { Budget = budget }, Step("s_3"));
        await _store.ClaimStepsAsync(new(2), new(0), Some.At(1));
        await _store.CompleteStepAsync(Result("s_1"), Some.At(2));

        await _store.PruneAsync(Some.At(2) + TimeSpan.FromDays(400), new RetentionConfiguration(), default);

        Assert.Equal(2L, _temp.Scalar("SELECT count(*) FROM steps"));
        Assert.Equal(0L, _temp.Scalar("SELECT count(*) FROM steps WHERE id = 's_1'"));
        Assert.Equal(0L, _temp.Scalar("SELECT count(*) FROM budget_takes"));
    }

    [Fact]
    public async Task Engine_time_does_not_run_back_before_an_intent()
    {
        await AppendAsync(Step("s_1", at: 100));

        Assert.Equal(Some.At(100), (await _store.RecoverAsync(7)).LastAt);
    }

    [Theory]
    [InlineData("SELECT seq FROM steps WHERE state <> 'ended' AND state = 'intended' AND kind = 'exec' AND vm_id NOT IN (SELECT value FROM json_each('[]')) ORDER BY seq LIMIT 5")]
    [InlineData("SELECT seq FROM steps WHERE state <> 'ended' AND state = 'intended' AND kind <> 'exec' AND vm_id NOT IN (SELECT value FROM json_each('[]')) ORDER BY seq LIMIT 5")]
    [InlineData("SELECT vm_id, count(*) FROM steps WHERE state <> 'ended' AND state = 'started' AND kind <> 'exec' AND claimed_epoch = 1 GROUP BY vm_id")]
    [InlineData("SELECT id FROM steps WHERE state <> 'ended' AND state IN ('refused', 'started') AND (state = 'refused' OR claimed_epoch <> 1) ORDER BY seq LIMIT 5")]
    public async Task Claim_finds_open_steps_without_reading_the_ended_ones(string query)
    {
        await AppendAsync(Step("s_1"));

        using var connection = _temp.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {query}";
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        Assert.Contains("steps_open", reader.GetString(3), StringComparison.Ordinal);
    }

    private static StepRow Step(string id, string kind = "qmp", double at = 0, string vm = "web1") => new()
    {
        Id = id,
        FiringId = "f_1",
        Rule = "r1",
        ActionPath = "then[0].qmp",
        Kind = kind,
        VmId = $"id-{vm}",
        VmName = vm,
        IntendedAt = Some.At(at),
        Request = Some.Bytes("""{"v":1}"""),
    };

    private static StepResult Result(string step) => new() { Step = step, Status = StepStatus.Ok, Results = [new("stop", Some.Bytes("{}"))] };

    private Task<Appended> AppendAsync(params StepRow[] steps) =>
        _store.AppendAsync([Some.Empty(7, ++_sequence) with { Steps = [.. steps], ApproximateBytes = 100 }]);

    private async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = await _temp.OpenAsync();
    }
}
