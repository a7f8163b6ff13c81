using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class ActionPauseTests : IAsyncLifetime, IDisposable
{
    private readonly TempStore _temp = new();
    private SqliteStore _store = null!;
    private long _sequence;
    private int _acts;

    public async Task InitializeAsync() => _store = await _temp.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("", "", "", true)]
    [InlineData("id-web1", "web1", "", true)]
    [InlineData("", "web1", "", true)]
    [InlineData("id-web1", "an old name", "", true)]
    [InlineData("", "", "r", true)]
    [InlineData("id-web1", "web1", "r", true)]
    [InlineData("id-web2", "web2", "", false)]
    [InlineData("", "", "other", false)]
    [InlineData("id-web1", "web1", "other", false)]
    [InlineData("id-web2", "web2", "r", false)]
    public async Task Step_is_begun_unless_a_pause_means_it(string vmId, string vm, string rule, bool isHeld)
    {
        await ClaimAsync("s_0001");
        await PauseAsync(new ActionScope { VmId = vmId, Vm = vm, Rule = rule });

        var held = await _store.BeginStepAsync("s_0001", Some.At(2));

        Assert.Equal(isHeld ? "p1" : null, held?.Id);
        Assert.Equal(isHeld ? null : Some.At(2), Traces.Find(StoreReader.Open(_temp.Path), "s_0001").Steps[0].BegunAt);
    }

    [Fact]
    public async Task Step_is_begun_once_and_only_by_who_claimed_it()
    {
        await ClaimAsync("s_0001");
        Assert.Null(await _store.BeginStepAsync("s_0001", Some.At(2)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.BeginStepAsync("s_0001", Some.At(3)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _store.BeginStepAsync("s_0002", Some.At(3)));
        using var left = _temp.CopyAsAfterCrash();
        await using var next = await left.OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => next.BeginStepAsync("s_0001", Some.At(3)));
    }

    [Fact]
    public async Task Pause_holds_over_a_crash_until_it_is_ended()
    {
        var paused = await PauseAsync(ActionScope.All);
        Assert.True(paused.IsNew);

        using var left = _temp.CopyAsAfterCrash();
        await using var next = await left.OpenAsync();
        Assert.Equal(paused.Pause, Assert.Single(await next.PausesAsync()));
        Assert.Equal(paused.Pause, await next.ResumeAsync(null, ActionScope.All, Act()));
        Assert.Empty(await next.PausesAsync());

        // An id that someone noted never becomes another pause.
        Assert.Equal("p2", (await next.PauseAsync(Pause(ActionScope.All), Act())).Pause!.Id);
    }

    [Fact]
    public async Task Second_pause_of_a_scope_finds_the_first_and_the_resume_of_none_finds_none()
    {
        await PauseAsync(ActionScope.All);
        var again = await _store.PauseAsync(Pause(ActionScope.All) with { Reason = "another" }, Act());
        Assert.Equal((false, "p1", "disks are moved"), (again.IsNew, again.Pause!.Id, again.Pause.Reason));
        Assert.Null(await _store.ResumeAsync(null, new ActionScope { Rule = "r" }, Act()));
        Assert.Null(await _store.ResumeAsync("p7", ActionScope.All, Act()));
        Assert.Equal("p1", (await _store.ResumeAsync("p1", new ActionScope { Rule = "ignored" }, Act()))!.Id);

        var audit = StoreReader.Open(_temp.Path).Audit(new AuditFilter()).Reverse().ToList();
        Assert.Equal([AuditOutcomes.Ok, AuditOutcomes.Ok, AuditOutcomes.Refused, AuditOutcomes.Refused, AuditOutcomes.Ok], audit.Select(row => row.Outcome));
        Assert.Equal("nothing to do: p1 pauses all VMs and rules already", audit[1].Detail);
    }

    [Fact]
    public async Task Steps_that_had_been_begun_are_told_and_go_on()
    {
        await ClaimAsync("s_0001", "s_0002", "s_0003");
        await _store.BeginStepAsync("s_0001", Some.At(2));
        await _store.BeginStepAsync("s_0002", Some.At(2));
        await _store.CompleteStepAsync(new StepResult { Step = "s_0002", Status = StepStatus.Ok }, Some.At(3));

        var paused = await PauseAsync(ActionScope.All);

        Assert.Equal(1, paused.UnderWay);
        Assert.NotNull(await _store.BeginStepAsync("s_0003", Some.At(4)));
        await _store.CompleteStepAsync(new StepResult { Step = "s_0001", Status = StepStatus.Ok }, Some.At(4));
    }

    [Fact]
    public async Task Pauses_are_bounded()
    {
        for (var i = 0; i < IPauseStore.MaxPauses; i++)
            Assert.NotNull((await PauseAsync(new ActionScope { Rule = $"r{i}" })).Pause);

        Assert.Null((await PauseAsync(ActionScope.All)).Pause);
        Assert.Equal(IPauseStore.MaxPauses, (await _store.PausesAsync()).Length);
    }

    private static ActionPause Pause(ActionScope scope) => new() { Id = "", Scope = scope, At = Some.At(1), Uid = 7, Pid = 8, Reason = "disks are moved" };

    private AuditRow Act() => new()
    {
        Id = $"op_{++_acts}", At = Some.At(1), VmId = "", Vm = "", Command = "actions pause", Risk = "reversible", Outcome = AuditOutcomes.Sent, EndedAt = Some.At(1),
    };

    private Task<PauseOutcome> PauseAsync(ActionScope scope) => _store.PauseAsync(Pause(scope), Act());

    private async Task ClaimAsync(params string[] ids)
    {
        await _store.AppendAsync(
        [
            Some.Empty(7, ++_sequence) with
            {
                Events = [Some.Event("e1")],
                Firings = [Some.Firing("f_1")],
                Steps = [.. ids.Select(id => new StepRow
                {
                    Id = id, FiringId = "f_1", Rule = "r", ActionPath = "then[0].qmp", Kind = "qmp", VmId = "id-web1", VmName = "web1", IntendedAt = Some.At(0),
                    Request = StepRequestJson.Write(new StepRequest { Kind = "qmp", Timeout = TimeSpan.FromSeconds(1), Commands = [new StepCommand("cont")] }),
                })],
            },
        ]);
        await _store.ClaimStepsAsync(new(10), new(10), Some.At(1));
    }
}
