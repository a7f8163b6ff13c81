using System.Collections.Concurrent;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Tests.Steps;

/// <summary>The actor that carries steps out, with steps that go on until the test ends them.</summary>
public abstract class StepActorKit : VirtualTimeKit
{
    internal MemoryStore Store { get; } = new();

    internal ConcurrentQueue<InboxRow> Brought { get; } = new();

    /// <summary>By id, what was begun.</summary>
    internal ConcurrentDictionary<string, TaskCompletionSource<StepResult>> Carried { get; } = new();

    internal StepExecutionStatus Status { get; private set; } = new();

    internal bool HasEnded { get; private set; }

    internal IActorRef Start()
    {
        var execution = new StepExecution(
            Store,
            RunAsync,
            RunAsync,
            rows =>
            {
                foreach (var row in rows)
                    Brought.Enqueue(row);
            },
            new EngineClock(Time, null),
            Time,
            status => Status = status,
            () => HasEnded = true,
            Logs);
        return Sys.ActorOf(Props.Create(() => new StepActor(execution, new Random(1))));
    }

    internal void End(string id) => Carried[id].SetResult(new StepResult { Step = id, Status = StepStatus.Ok });

    private Task<StepResult> RunAsync(StepRow step, StepRequest request, CancellationToken ct)
    {
        var running = Carried.GetOrAdd(step.Id, _ => new TaskCompletionSource<StepResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        return running.Task.WaitAsync(ct);
    }
}
