using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reactor.Actors.Tests.Fakes;
using Reactor.Http;

namespace Reactor.Tests.Http;

public sealed class EndlessAnswerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Request _request = new();
    private bool _mayStill = true;

    public void Dispose() => _request.Dispose();

    [Fact]
    public async Task Answer_ends_once_who_has_it_may_not_any_more()
    {
        var given = GiveAsync(_answer.Task.WaitAsync(_request.RequestAborted));
        _time.Advance(EndlessAnswer.Every);
        Assert.False(_request.RequestAborted.IsCancellationRequested);

        _mayStill = false;
        _time.Advance(EndlessAnswer.Every);

        await Assert.ThrowsAsync<TaskCanceledException>(() => given);
    }

    [Fact]
    public async Task Answer_that_ended_is_looked_after_no_more()
    {
        var given = GiveAsync(_answer.Task);
        _answer.SetResult();
        await given;

        Assert.Equal(0, _time.Waiting);
    }

    [Theory]
    [InlineData("/v1/watch")]
    [InlineData("/v1/events/stream")]
    public async Task Endpoints_without_an_end_are_marked(string path)
    {
        await using var daemon = await PlayedDaemon.StartAsync();
        var endpoint = daemon.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(e => e.RoutePattern.RawText == path);
        var context = new DefaultHttpContext();
        context.SetEndpoint(endpoint);

        Assert.True(EndlessAnswer.Is(context));
    }

    private Task GiveAsync(Task answer)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(_request);
        return EndlessAnswer.GiveAsync(context, () => Task.FromResult(_mayStill), _time, () => answer);
    }

    private sealed class Request : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _aborted = new();

        public CancellationToken RequestAborted
        {
            get => _aborted.Token;
            set => throw new NotSupportedException();
        }

        public void Abort() => _aborted.Cancel();

        public void Dispose() => _aborted.Dispose();
    }
}
