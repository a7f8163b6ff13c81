using Reactor.Actors.DialIn;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.DialIn;

public class HeldIdentitiesTests
{
    private static readonly QmpPeer Peer = new(10, 0, 0, 1);

    private readonly HeldIdentities _held = new(mostOfUnseen: 100);

    [Fact]
    public void Process_that_claims_many_gets_few_and_keeps_them()
    {
        Assert.Equal(HeldIdentities.MostOfOne, Enumerable.Range(0, 1000).Count(n => _held.TryHold($"vm {n}", Peer)));
        Assert.True(_held.TryHold("vm 0", Peer));
        Assert.True(_held.TryHold("vm 999", Peer with { StartTime = 2 }));
    }

    [Fact]
    public void Key_that_is_taken_up_by_another_process_or_released_gives_room()
    {
        for (var n = 0; n < HeldIdentities.MostOfOne; n++)
            Assert.True(_held.TryHold($"vm {n}", Peer));
        Assert.True(_held.TryHold("vm 0", Peer with { Pid = 11 }));
        Assert.True(_held.TryHold("vm 8", Peer));
        Assert.False(_held.TryHold("vm 9", Peer));

        _held.Release("vm 8");
        _held.Release("vm never held");

        Assert.True(_held.TryHold("vm 9", Peer));
        Assert.False(_held.TryHold("vm 0", Peer));
    }
}
