using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.Vms;

public sealed class ConnectGateTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly FakeVm _mute = new() { Silent = true };
    private readonly FakeVm _good = new();
    private readonly ConnectGate _gate = new(most: 2);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _mute.DisposeAsync();
        await _good.DisposeAsync();
    }

    [Fact]
    public async Task Two_are_inside_a_third_waits_until_one_has_connected()
    {
        await using var connection = await ConnectAsync(_good).Guarded();
        var held = ConnectAsync(_mute);
        await _mute.NextAsync();
        Assert.Equal(new ConnectStatus(1, 0, 1), _gate.Status());
        var second = DialAsync(new UnixQmpAddress("/nonexistent/q.sock"));

        await Assert.ThrowsAsync<QmpException>(() => second.Guarded());

        Assert.Equal(new ConnectStatus(1, 0, 2), _gate.Status());
        await EndAsync(held);
        Assert.Equal(new ConnectStatus(0, 0, 2), _gate.Status());
    }

    [Fact]
    public async Task Peers_that_say_nothing_have_their_place_for_a_while_only()
    {
        var first = ConnectAsync(_mute);
        await _mute.NextAsync();
        await using var other = new FakeVm() { Silent = true };
        var second = ConnectAsync(other);
        await other.NextAsync();
        var third = ConnectAsync(_good);
        Assert.Equal(new ConnectStatus(2, 1, 2), _gate.Status());
        Assert.False(third.IsCompleted);

        _time.Advance(ConnectGate.LongestStay);

        await using var connection = await third.Guarded();
        Assert.Equal(new ConnectStatus(0, 0, 2), _gate.Status());
        await EndAsync(first);
        await EndAsync(second);
    }

    [Fact]
    public async Task Given_up_while_waiting_takes_no_place()
    {
        var first = ConnectAsync(_mute);
        await _mute.NextAsync();
        await using var other = new FakeVm() { Silent = true };
        var second = ConnectAsync(other);
        await other.NextAsync();
        using var ends = new CancellationTokenSource();
        var third = ConnectAsync(_good, ends.Token);

        await ends.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.Guarded());
        Assert.Equal(new ConnectStatus(2, 0, 2), _gate.Status());
        _time.Advance(ConnectGate.LongestStay);
        Assert.Equal(new ConnectStatus(0, 0, 2), _gate.Status());
        await EndAsync(first);
        await EndAsync(second);
    }

    private Task<QmpConnection> ConnectAsync(FakeVm vm, CancellationToken ct = default) => DialAsync(vm.Address, ct);

    private Task<QmpConnection> DialAsync(QmpAddress address, CancellationToken ct = default) =>
        _gate.RunAsync(() => QmpConnection.ConnectAsync(address, QmpConnectionOptions.Default with { TimeProvider = _time }, new NoSink(), ct), _time, ct);

    /// <summary>Nobody greets.</summary>
    private async Task EndAsync(Task<QmpConnection> connecting)
    {
        // The peer hears of the connection a moment before it is waited for.
        using var guard = new CancellationTokenSource(Guard.Limit);
        while (!connecting.IsCompleted && !guard.IsCancellationRequested)
        {
            _time.Advance(QmpConnectionOptions.Default.GreetingTimeout);
            await Task.Yield();
        }

        await Assert.ThrowsAsync<QmpException>(() => connecting.Guarded());
    }

    private sealed class NoSink : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => false;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }
}
