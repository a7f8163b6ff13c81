using Akka.Actor;
using Akka.Dispatch;

namespace Reactor.Actors.Hosting;

/// <summary>One thing that <see cref="TimerScheduler"/> has to do: a message to tell, or an action.</summary>
/// <param name="what">The message, or the action.</param>
/// <param name="cancelable">Says whether it is to do nothing any more; null: it is done in any case.</param>
internal sealed class Scheduled(object what, ICancelable? cancelable)
{
    /// <summary>Whom to tell it; null for an action.</summary>
    public ICanTell? Receiver { get; init; }

    public IActorRef? Sender { get; init; }

    /// <summary>After how long again; null for once.</summary>
    public TimeSpan? Interval { get; init; }

    public bool IsCancelled => cancelable is { IsCancellationRequested: true };

    public void Run()
    {
        if (Receiver is not null)
            Receiver.Tell(what, Sender);
        else if (what is Action action)
            action();
        else
            ((IRunnable)what).Run();
    }
}
