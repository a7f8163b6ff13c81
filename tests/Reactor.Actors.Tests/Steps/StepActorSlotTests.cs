using Reactor.Actors.Steps;

namespace Reactor.Actors.Tests.Steps;

/// <summary>So many steps are under way at once, and of one VM half of them.</summary>
public sealed class StepActorSlotTests : StepActorKit
{
    [Fact]
    public async Task Programs_are_bounded_and_do_not_hold_commands_up()
    {
        Store.Add([.. Enumerable.Range(0, 6).Select(i => SomeStep.Row($"s_x{i}", "exec", vm: $"web{i}")), SomeStep.Row("s_1")]);
        Start();

        await Until(() => Carried.Count == 5);
        Assert.Equal((1, StepSlots.MaxPrograms, 2), (Status.Commands, Status.Programs, Store.StepsWaiting));
        End("s_x0");

        await Until(() => Carried.ContainsKey("s_x4"));
        Assert.Equal(1, Store.StepsWaiting);
    }

    [Fact]
    public async Task Programs_of_one_VM_never_keep_those_of_another_waiting()
    {
        Store.Add([.. Enumerable.Range(0, 40).Select(i => SomeStep.Row($"s_x{i}", "exec", vm: "vm2"))]);
        Start();
        await Until(() => Carried.Count == 2 && Status.Programs == 2);
        Assert.Equal(38, Store.StepsWaiting);

        Store.Add(SomeStep.Row("s_1", "exec", vm: "vm1"));
        Sys.EventStream.Publish(StepActor.Wake.Instance);

        await Until(() => Carried.ContainsKey("s_1"));
        for (var i = 0; i < 38; i++)
        {
            End($"s_x{i}");
            await Until(() => Carried.ContainsKey($"s_x{i + 2}"));
        }

        End("s_x38");
        End("s_x39");
        End("s_1");
        await Until(() => Store.StepResults.Count == 41);
    }

    [Fact]
    public async Task Programs_of_two_VMs_begin_at_once_though_a_third_had_many_before_them()
    {
        Store.Add([.. Enumerable.Range(0, 40).Select(i => SomeStep.Row($"s_x{i}", "exec", vm: "vm3"))]);
        Start();
        await Until(() => Status.Programs == StepSlots.MaxPrograms / 2 && Carried.Count == 2);

        Store.Add(SomeStep.Row("s_1", "exec", vm: "vm1"), SomeStep.Row("s_2", "exec", vm: "vm2"));
        Sys.EventStream.Publish(StepActor.Wake.Instance);

        await Until(() => Carried.ContainsKey("s_1") && Carried.ContainsKey("s_2"));
        Assert.Equal((StepSlots.MaxPrograms, 38), (Status.Programs, Store.StepsWaiting));
    }
}
