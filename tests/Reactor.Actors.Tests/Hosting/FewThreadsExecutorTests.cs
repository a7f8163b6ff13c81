using Akka.Dispatch;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Hosting;

/// <summary>Threads are what was asked for and is run by the test.</summary>
public sealed class FewThreadsExecutorTests
{
    private static readonly TimeSpan s_long = FewThreadsExecutor.Patience + TimeSpan.FromMicroseconds(10);

    private readonly ManualTime _time = new();
    private readonly Queue<IThreadPoolWorkItem> _asked = new();
    private readonly List<string> _ran = [];
    private readonly FewThreadsExecutor _executor;

    public FewThreadsExecutorTests() => _executor = new FewThreadsExecutor(2, _time, _asked.Enqueue);

    [Fact]
    public void Execute_several_one_thread_is_asked_for_and_runs_all_in_order()
    {
        Execute("a");
        Execute("b", () => Execute("d"));
        Execute("c");

        RunThread();

        Assert.Empty(_asked);
        Assert.Equal(["a", "b", "c", "d"], _ran);
    }

    [Fact]
    public void Execute_after_all_was_run_another_thread_is_asked_for()
    {
        Execute("a");
        RunThread();
        _time.Advance(TimeSpan.FromHours(1));

        Execute("b");

        Assert.Single(_asked);
        RunThread();
        Assert.Equal(["a", "b"], _ran);
    }

    [Fact]
    public void Execute_while_one_takes_long_a_second_thread_runs_what_waits()
    {
        Execute("long", () =>
        {
            _time.Advance(s_long);
            Execute("b");
            RunThread();
            Assert.Equal(["long", "b"], _ran);
        });

        RunThread();

        Assert.Empty(_asked);
    }

    [Fact]
    public void Execute_while_as_many_as_may_be_run_take_long_no_further_thread_is_asked_for()
    {
        Execute("long", () =>
        {
            _time.Advance(s_long);
            Execute("long too", () =>
            {
                _time.Advance(s_long);
                Execute("c");
                Assert.Empty(_asked);
            });
            RunThread();
        });

        RunThread();

        Assert.Equal(["long", "long too", "c"], _ran);
    }

    [Fact]
    public void Execute_while_all_threads_hang_a_further_one_runs_what_waits() => Hang(() =>
    {
        _time.Advance(FewThreadsExecutor.Hanging + s_long);
        Execute("d");
        RunThread();
    });

    [Fact]
    public void Thread_that_has_run_for_long_asks_for_another_where_something_waits()
    {
        Execute("long", () => _time.Advance(s_long));
        Execute("b", () => Assert.Single(_asked));

        RunThread();

        Assert.Equal(["long", "b"], _ran);
        RunThread();
        Assert.Empty(_asked);
    }

    [Fact]
    public void Thread_after_its_turn_goes_to_the_end_of_the_pools_queue()
    {
        var executor = new FewThreadsExecutor(1, _time, _asked.Enqueue);
        executor.Execute(new ActionRunnable(() =>
        {
            _ran.Add("long");
            _time.Advance(FewThreadsExecutor.Turn + TimeSpan.FromTicks(1));
        }));
        executor.Execute(new ActionRunnable(() => _ran.Add("b")));

        RunThread();

        Assert.Equal(["long"], _ran);
        Assert.Single(_asked);
        RunThread();
        Assert.Equal(["long", "b"], _ran);
    }

    [Fact]
    public void Execute_just_before_something_long_after_a_look_that_found_nothing_another_thread_runs_it_a_little_later()
    {
        Execute("short", () => Execute("a"));
        RunThread();
        _time.Advance(FewThreadsExecutor.Look); // It finds nothing.

        Execute("long", () =>
        {
            Execute("b");
            _time.Advance(FewThreadsExecutor.LookEvery - TimeSpan.FromTicks(1));
            Assert.Empty(_asked);
            _time.Advance(TimeSpan.FromTicks(1));
            RunThread();
            Assert.Equal(["short", "a", "long", "b"], _ran);
        });

        RunThread();
    }

    [Fact]
    public void Execute_just_before_something_long_and_nothing_after_it_another_thread_runs_it_soon()
    {
        Execute("long", () =>
        {
            Execute("b");
            Assert.Empty(_asked);
            _time.Advance(FewThreadsExecutor.Look);
            RunThread();
            Assert.Equal(["long", "b"], _ran);
        });

        RunThread();

        Assert.Empty(_asked);
        Assert.Equal(2, _ran.Count);
    }

    [Fact]
    public void Execute_alone_after_all_threads_hang_each_is_run_within_the_time_that_tells_it() => Hang(() =>
    {
        _time.Advance(FewThreadsExecutor.Hanging + FewThreadsExecutor.Look);
        RunThread();
        _time.Advance(s_long);
        Execute("d");
        RunThread();
    });

    [Fact]
    public async Task Execute_from_many_threads_all_is_run_once()
    {
        const int Callers = 4, Each = 20_000;
        var executor = new FewThreadsExecutor(2, TimeProvider.System, static thread => ThreadPool.UnsafeQueueUserWorkItem(thread, preferLocal: false));
        var (ran, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var run = new ActionRunnable(() =>
        {
            if (Interlocked.Increment(ref ran) == Callers * Each)
                all.SetResult();
        });

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                executor.Execute(run);
        })));

        await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Callers * Each, ran);
    }

    /// <summary>Both threads hang while c waits: that and d are run meanwhile, and nothing twice.</summary>
    private void Hang(Action meanwhile)
    {
        Execute("hangs", () =>
        {
            _time.Advance(s_long);
            Execute("hangs too", () =>
            {
                Execute("c");
                meanwhile();
                Assert.Equal(["hangs", "hangs too", "c", "d"], _ran);
            });
            RunThread();
        });

        RunThread();

        while (_asked.Count > 0)
            RunThread();
        Assert.Equal(4, _ran.Count);
    }

    private void RunThread() => _asked.Dequeue().Execute();

    private void Execute(string name, Action? action = null) => _executor.Execute(new ActionRunnable(() =>
    {
        _ran.Add(name);
        action?.Invoke();
    }));
}
