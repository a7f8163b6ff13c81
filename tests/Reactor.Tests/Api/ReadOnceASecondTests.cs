using Reactor.Actors.Tests.Fakes;
using Reactor.Api;

namespace Reactor.Tests.Api;

public class ReadOnceASecondTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Read_is_shared_by_those_who_ask_within_a_second()
    {
        var reads = 0;
        var once = new ReadOnceASecond<int>(() => Task.FromResult(++reads), _time);

        var both = await Task.WhenAll(once.GetAsync(default), once.GetAsync(default));
        Assert.Equal([1, 1], both);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(1, await once.GetAsync(default));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, await once.GetAsync(default));
    }

    [Fact]
    public async Task Read_goes_on_for_others_when_who_began_it_goes()
    {
        var read = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var once = new ReadOnceASecond<int>(() => read.Task, _time);
        using var gone = new CancellationTokenSource();
        var first = once.GetAsync(gone.Token);
        var second = once.GetAsync(default);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        read.SetResult(7);

        Assert.Equal(7, await second);
    }

    [Fact]
    public async Task Read_that_fails_is_tried_again_by_the_next_who_asks()
    {
        var reads = 0;
        var once = new ReadOnceASecond<int>(() => ++reads == 1 ? throw new IOException("no") : Task.FromResult(reads), _time);

        await Assert.ThrowsAsync<IOException>(() => once.GetAsync(default));
        Assert.Equal(2, await once.GetAsync(default));
    }
}
