using Reactor.Actors.Clocks;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Steps;

public sealed class StepGateTests
{
    private readonly MemoryStore _store = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Step_that_nothing_holds_is_begun()
    {
        Assert.Null(await Gate(SomeStep.Permitted).WhyNotBeginAsync(SomeStep.Row(), CancellationToken.None));
        Assert.Equal(["s_1"], _store.Begun);
    }

    [Fact]
    public async Task Step_that_its_partition_holds_is_not_begun()
    {
        Assert.Equal("maintenance", (await Gate(SomeStep.Held).WhyNotBeginAsync(SomeStep.Row(), CancellationToken.None))!.Error!.Class);
        Assert.Empty(_store.Begun);
    }

    [Fact]
    public async Task Paused_step_is_held_and_the_reason_told()
    {
        await _store.PauseAsync(Pause(new ActionScope { Vm = "web1" }), Audit());

        var result = (await Gate(SomeStep.Permitted).WhyNotBeginAsync(SomeStep.Row(), CancellationToken.None))!;

        Assert.Equal((StepStatus.Held, StepError.Paused, true), (result.Status, result.Error!.Class, result.WasNotBegun));
        Assert.Contains("disks are moved", result.Error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_waits_while_the_store_can_not_tell_and_is_begun_once_it_can()
    {
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");

        var asked = Gate(SomeStep.Permitted).WhyNotBeginAsync(SomeStep.Row(), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(asked.IsCompleted);
        _store.Failure = null;
        while (!asked.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Null(await asked.Guarded());
        Assert.Equal(["s_1"], _store.Begun);
    }

    [Fact]
    public async Task Step_that_still_waits_when_the_daemon_stops_is_told_as_not_begun()
    {
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");
        using var stop = new CancellationTokenSource();

        var asked = Gate(SomeStep.Permitted).WhyNotBeginAsync(SomeStep.Row(), stop.Token);
        await stop.CancelAsync();
        var result = (await asked.Guarded())!;

        Assert.Equal((StepStatus.Failed, StepError.NotStarted), (result.Status, result.Error!.Class));
        Assert.Contains("nothing was done", result.Error.Description, StringComparison.Ordinal);
    }

    internal static ActionPause Pause(ActionScope scope) => new() { Id = "", Scope = scope, At = Samples.At, Uid = 7, Reason = "disks are moved" };

    internal static AuditRow Audit() => new()
    {
        Id = "op_1", At = Samples.At, VmId = "", Vm = "", Command = "actions pause", Risk = "reversible", Outcome = AuditOutcomes.Sent,
    };

    private StepGate Gate(StepPermission partition) => new(partition, _store, new EngineClock(_time, null), _time, new Random(1));
}
