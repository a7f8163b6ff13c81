using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Http;

namespace Reactor.Tests.Http;

public sealed class LastAnswersTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly TaskCompletionSource _answered = new();
    private readonly Connection _connection = new();

    public void Dispose() => _lifetime.Dispose();

    [Fact]
    public async Task Connection_that_still_asks_a_while_after_the_stop_is_cut()
    {
        var serving = ServeAsync();
        _lifetime.StopApplication();

        _time.Advance(LastAnswers.Grace - TimeSpan.FromTicks(1));
        Assert.False(_connection.IsCut);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.True(_connection.IsCut);
        _answered.SetResult();
        await serving;
    }

    [Fact]
    public async Task Connection_is_left_alone_while_nothing_stops()
    {
        var serving = ServeAsync();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_connection.IsCut);
        _answered.SetResult();
        await serving;
    }

    [Fact]
    public async Task Connection_that_has_ended_leaves_nothing_that_waits()
    {
        var serving = ServeAsync();
        _answered.SetResult();
        await serving;

        _lifetime.StopApplication();

        Assert.Equal(0, _time.Waiting);
    }

    private Task ServeAsync()
    {
        var listener = new ConnectionBuilder(new ServiceCollection().AddSingleton<TimeProvider>(_time).AddSingleton<IHostApplicationLifetime>(_lifetime).BuildServiceProvider());
        LastAnswers.On(listener);
        listener.Run(_ => _answered.Task);
        return listener.Build()(_connection);
    }

    private sealed class Connection : DefaultConnectionContext
    {
        public bool IsCut { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsCut = true;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
