using Reactor.Actors.Clocks;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Steps;

public sealed class StepGateTests
{
    private readonly MemoryStore _store = new();
    private readonly EngineClock _clock = new(new ManualTime(), null);

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
    public async Task Step_is_not_begun_while_the_store_can_not_tell()
    {
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");

        var result = (await Gate(SomeStep.Permitted).WhyNotBeginAsync(SomeStep.Row(), CancellationToken.None))!;

        Assert.Equal((StepStatus.Failed, StepError.NotStarted), (result.Status, result.Error!.Class));
        Assert.Contains("nothing was done", result.Error.Description, StringComparison.Ordinal);
    }

    internal static ActionPause Pause(ActionScope scope) => new() { Id = "", Scope = scope, At = Samples.At, Uid = 7, Reason = "disks are moved" };

    internal static AuditRow Audit() => new()
    {
        Id = "op_1", At = Samples.At, VmId = "", Vm = "", Command = "actions pause", Risk = "reversible", Outcome = AuditOutcomes.Sent,
    };

    private StepGate Gate(StepPermission partition) => new(partition, _store, _clock);
}
