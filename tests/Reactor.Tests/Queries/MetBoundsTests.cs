using Reactor.Actors.Status;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Tests.Queries;

public class MetBoundsTests
{
    private static readonly RuntimeStatus s_status = new() { StartedAt = default, Now = default, Rules = 1, Store = new() { Writable = true } };

    [Fact]
    public void Daemon_that_met_none_has_none() => Assert.Empty(MetBounds.Of(JsonLines.Row(s_status)));

    [Fact]
    public void Counters_of_all_VMs_and_of_the_parts_are_told()
    {
        var vm = new VmStatus { Name = "a", Address = "", Host = "", State = VmState.Live, Since = default, Dropped = 3 };
        var row = JsonLines.Row(s_status with { Vms = [vm, vm with { Name = "b", Dropped = 4 }], Partitions = new() { SnapshotsTooLarge = 2, EventsNotKept = 1 } });

        Assert.Equal([7L, 1L, 2L], MetBounds.Of(row).Select(bound => bound.Count));
    }

    [Fact]
    public void Every_counter_is_one_that_the_status_has()
    {
        var vm = new VmStatus { Name = "a", Address = "", Host = "", State = VmState.Live, Since = default };
        var row = JsonLines.Row(s_status with { Vms = [vm] });

        Assert.All(MetBounds.Paths, path => Assert.NotNull(path[0] == "vms" ? row["vms"]![0]![path[1]] : row[path[0]]![path[1]]));
    }
}
