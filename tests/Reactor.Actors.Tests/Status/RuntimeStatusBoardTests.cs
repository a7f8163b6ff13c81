using Reactor.Actors.Clocks;
using Reactor.Actors.Status;

namespace Reactor.Actors.Tests.Status;

public class RuntimeStatusBoardTests
{
    [Fact]
    public void Totals_hold_what_was_counted_of_vms_that_are_forgotten()
    {
        var board = new RuntimeStatusBoard(new EngineClock(TimeProvider.System, null));
        board.SetVm("a", () => Vm("a", 3));
        board.SetVm("b", () => Vm("b", 4));
        board.RemoveVm("a");
        board.RemoveVm("a");

        Assert.Equal((7, 2), (board.Read().VmTotals.Received, board.Read().VmTotals.Gaps));
        Assert.Equal("b", Assert.Single(board.Read().Vms).Name);
    }

    [Fact]
    public void Counts_are_those_of_the_vms_and_targets_that_there_are()
    {
        var board = new RuntimeStatusBoard(new EngineClock(TimeProvider.System, null));
        board.SetVm("a", () => Vm("a", 3));
        board.SetVm("b", () => Vm("b", 4));
        board.SetVm("c", () => Vm("c", 5));
        board.RemoveVm("b");
        board.SetTarget(new TargetStatus { Name = "ops", State = TargetState.Active, Delivered = 2 });

        Assert.Equal(new RuntimeCounts(8, 2), board.ReadCounts());
    }

    private static VmStatus Vm(string name, long received) =>
        new() { Name = name, Address = "unix:/x", Host = "h1", State = VmState.Live, Since = default, Received = received, Gaps = 1 };
}
