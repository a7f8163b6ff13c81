using Reactor.Actors.DialIn;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.DialIn;

public class CallQuotaTests
{
    private readonly CallQuota _quota = new();

    [Fact]
    public void Process_has_few_and_others_have_theirs()
    {
        var silent = new QmpPeer(10, 0, 0, 1);
        Assert.Equal(CallQuota.MostOfOne, Enumerable.Range(0, 100).Count(_ => _quota.TryAdd(silent)));
        Assert.True(_quota.TryAdd(silent with { StartTime = 2 }));
        Assert.True(_quota.TryAdd(silent with { Pid = 11 }));

        _quota.Remove(silent);

        Assert.True(_quota.TryAdd(silent));
        Assert.False(_quota.TryAdd(silent));
        Assert.Equal(CallQuota.MostOfOne + 2, _quota.Open);
    }

    [Fact]
    public void Processes_that_cannot_be_seen_leave_room_for_those_that_can()
    {
        var unseen = new QmpPeer(0, 7, 7, null);

        Assert.Equal(CallQuota.Most / 2, Enumerable.Range(0, 100).Count(_ => _quota.TryAdd(unseen)));
        Assert.True(_quota.HasRoom);
    }
}
