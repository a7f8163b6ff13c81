using Reactor.Actors.Status;
using Reactor.Metrics;
using Reactor.Queries;
using Reactor.Store.Reading;

namespace Reactor.Tests.Queries;

public class OverviewTests
{
    [Fact]
    public void Row_is_small_whatever_the_number_of_vms_hosts_and_targets()
    {
        var row = Overview.Row(
            new RuntimeStatus
            {
                StartedAt = DateTimeOffset.UnixEpoch, Now = DateTimeOffset.UnixEpoch, Rules = 1, Store = new StoreStatus { Writable = true },
                Vms = [.. Enumerable.Range(0, 10_000).Select(i => new VmStatus
                {
                    Name = $"vm{i}", Address = "", Host = $"host{i % 120:000}", State = i % 4 == 0 ? VmState.Backoff : VmState.Live, Since = DateTimeOffset.UnixEpoch, Status = $"state{i % 80}",
                })],
                Targets = [.. Enumerable.Range(0, 200).Select(i => new TargetStatus { Name = $"rule/r{i}/0", State = TargetState.Active })],
            },
            new StoreCounts([new StoredTarget("ops", 3, 7, null, null)], new Dictionary<string, DateTimeOffset>(), [new AlertCount("firing", "error", 12)]), [], new DoorUse(), 0, 0);

        Assert.InRange(row.ToJsonString().Length, 1, 16_384);
        Assert.Equal(7_500, (int?)row["vms"]!["by_state"]!["live"]);
        Assert.Equal((Overview.Most, 70), (row["vms"]!["hosts"]!.AsArray().Count, (int)row["vms"]!["more_hosts"]!));
        Assert.Equal(Overview.Most, row["vms"]!["by_status"]!.AsObject().Count);
        Assert.Equal("ops", (string?)row["deliveries"]!["targets"]![0]!["target"]);
        Assert.Equal((7L, 151), ((long)row["deliveries"]!["dead"]!, (int)row["deliveries"]!["more_targets"]!));
    }
}
