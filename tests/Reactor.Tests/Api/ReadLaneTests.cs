using Reactor.Api;

namespace Reactor.Tests.Api;

public sealed class ReadLaneTests
{
    [Fact]
    public async Task Run_read_is_not_on_the_thread_pool()
    {
        using var lane = new ReadLane();

        Assert.False(await lane.RunAsync(() => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None));
    }

    [Fact]
    public async Task Run_lane_is_full_the_next_waits_and_may_be_cancelled()
    {
        using var lane = new ReadLane();
        using var gate = new ManualResetEventSlim();
        using var leaving = new CancellationTokenSource();
        var held = Enumerable.Range(0, ReadLane.Width).Select(_ => lane.RunAsync(() => gate.Wait(TimeSpan.FromMinutes(1)), CancellationToken.None)).ToArray();
        var ran = false;

        var waiting = lane.RunAsync(() => ran = true, leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(ran);
        gate.Set();
        Assert.All(await Task.WhenAll(held), Assert.True);
    }

    [Fact]
    public async Task RunForAct_queries_take_all_their_places_an_act_has_its_own()
    {
        using var lane = new ReadLane();
        using var gate = new ManualResetEventSlim();
        var held = Enumerable.Range(0, ReadLane.Width).Select(_ => lane.RunAsync(() => gate.Wait(TimeSpan.FromMinutes(1)), CancellationToken.None)).ToArray();

        Assert.Equal(7, await lane.RunForActAsync(() => 7, CancellationToken.None));

        gate.Set();
        Assert.All(await Task.WhenAll(held), Assert.True);
    }

    [Fact]
    public async Task Run_read_fails_the_place_is_given_back()
    {
        using var lane = new ReadLane();
        for (var i = 0; i <= ReadLane.Width; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => lane.RunAsync<int>(() => throw new InvalidOperationException(), CancellationToken.None));
        }

        Assert.Equal(7, await lane.RunAsync(() => 7, CancellationToken.None));
    }
}
