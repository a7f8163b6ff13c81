using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Steps;

/// <content>Its messages.</content>
internal sealed partial class StepActor
{
    /// <summary>Intents became durable. Published on the event stream.</summary>
    public sealed record Wake
    {
        public static readonly Wake Instance = new();
    }

    /// <summary>Steps end, or are left as interrupted; answered with <see cref="Stopped"/>.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>No step is under way any more.</summary>
    public sealed record Stopped
    {
        public static readonly Stopped Instance = new();
    }

    private sealed record StoreAgain
    {
        public static readonly StoreAgain Instance = new();
    }

    private sealed record GraceOver
    {
        public static readonly GraceOver Instance = new();
    }

    private sealed record Claimed(StepClaims Claims);

    private sealed record NotClaimed(StoreUnavailableException Error);

    private sealed record PutBackEnded
    {
        public static readonly PutBackEnded Instance = new();
    }

    private sealed record Ended(StepResult Result);

    private sealed record Written(StepResult Result, InboxRow Row);

    private sealed record NotWritten(StepResult Result, StoreUnavailableException Error);
}
