using System.Collections.Immutable;
using Reactor.Actors.Vms;
using Reactor.Measuring;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

public sealed class WatchedVmTests
{
    private readonly VmIdentity _identity = new(new VmView { Id = "0f1c", Name = "db-1", Host = "h1" }, "unix:/run/db-1.qmp", "4711-123456", "9.0.0");
    private readonly VmMemory _memory = new(LastKnown.Nothing.WithStatus("paused"), DateTimeOffset.UnixEpoch, IsStored: true);
    private readonly WatchedVm _watched = new(
        new MonitoredVm("db-1", new UnixQmpAddress("/run/db-1.qmp"), "h1", ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty), null);

    [Fact]
    public void Last_gives_who_answered_with_what_was_remembered_last_and_nobody_when_that_is_forgotten()
    {
        Assert.Null(_watched.Last);

        _watched.Remember(_identity, VmMemory.None);
        _watched.Remember(_identity, _memory);
        Assert.Equal(_identity with { Memory = _memory }, _watched.Last);
        Assert.Equal(_memory, new WatchedVm(_watched.Configured, _watched.Last).Last!.Memory);
        Assert.Equal("4711-123456", _watched.Incarnation);

        _watched.Last = null;
        _watched.Remember(_identity, VmMemory.None);
        Assert.Equal(VmMemory.None, _watched.Last!.Memory);
    }

    [Fact]
    public void Remember_takes_no_memory_as_it_comes_with_each_batch()
    {
        _watched.Remember(_identity, _memory);

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 1000; i++)
                _watched.Remember(_identity, _memory);
        }));
    }
}
