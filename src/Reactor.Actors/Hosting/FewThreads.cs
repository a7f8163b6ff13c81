using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace Reactor.Actors.Hosting;

/// <summary>
/// Runs actors on as few threads of the pool as keep up: whoever runs one goes on with what that told others, and a further thread is woken only when
/// something waits for longer than waking takes. The pool itself wakes one for each actor that is told something, mostly to find that there is nothing
/// left to do: with an event each of thousands of VMs that costs more than the events.
/// </summary>
public sealed class FewThreads : ExecutorServiceConfigurator
{
    private readonly FewThreadsExecutor _executor = new(Environment.ProcessorCount, TimeProvider.System, static drain => ThreadPool.UnsafeQueueUserWorkItem(drain, preferLocal: false));

    /// <summary>Made by Akka.</summary>
    /// <param name="config">Of the dispatcher: nothing.</param>
    /// <param name="prerequisites">Nothing.</param>
    public FewThreads(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
    }

    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => _executor;
}
