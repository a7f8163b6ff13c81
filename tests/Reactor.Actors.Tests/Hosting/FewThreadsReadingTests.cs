using Akka.Dispatch;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.Hosting;

/// <summary>
/// The thread that reads monitors wakes another for many events at once. Time stands still, so nobody looks later whether something was left: whatever
/// comes together with whatever else, all of it is run though nothing comes after it.
/// </summary>
public sealed class FewThreadsReadingTests
{
    private const int Monitors = 100;

    [Fact]
    public async Task Events_of_many_monitors_at_once_each_is_run_though_nothing_comes_after()
    {
        var random = new Random(1);
        await using var vm = new FakeVm();
        var executor = new FewThreadsExecutor(2, new ManualTime(), static thread => ThreadPool.UnsafeQueueUserWorkItem(thread, preferLocal: false));
        var sink = new RunningSink(executor);
        var (connections, clients) = (new List<QmpConnection>(), new List<FakeVm.Client>());
        for (var i = 0; i < Monitors; i++)
        {
            connections.Add(await QmpConnection.ConnectAsync(vm.Address, new QmpConnectionOptions(), sink, CancellationToken.None).Guarded());
            clients.Add(await vm.NextAsync());
        }

        for (var round = 0; round < 200; round++)
        {
            FakeVm.Client[] speaking = [.. clients.Where(_ => random.Next(Monitors) < (round % Monitors) + 1)];
            var all = sink.Expect(speaking.Length);
            await Task.WhenAll(speaking.Select(client => Task.Run(() => client.EventAsync("STOP"))));
            await all.Guarded();
        }

        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    private sealed class RunningSink(FewThreadsExecutor executor) : IQmpEventSink
    {
        private TaskCompletionSource _all = new();
        private int _left;

        public Task Expect(int count)
        {
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _left = count;
            if (count == 0)
                _all.SetResult();
            return _all.Task;
        }

        public bool Wants(ReadOnlySpan<byte> eventName) => true;

        public void OnEvents(IReadOnlyList<QmpEvent> batch) => executor.Execute(new ActionRunnable(() =>
        {
            if (Interlocked.Add(ref _left, -batch.Count) == 0)
                _all.SetResult();
        }));
    }
}
