using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <content>Its messages.</content>
internal sealed partial class TargetActor
{
    /// <summary>Deliveries may wait: claim.</summary>
    public sealed record Wake
    {
        public static readonly Wake Instance = new();
    }

    /// <summary>Deliveries may wait, and an operator says that the target works: one that is left alone is tried at once.</summary>
    public sealed record TryNow
    {
        public static readonly TryNow Instance = new();
    }

    /// <summary>These were claimed as they were written, in the room that this actor gave.</summary>
    public sealed record HandedOver(ImmutableArray<ClaimedDelivery> Claimed);

    /// <summary>Finish what is under way, and end.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>The target's settings from now on; null: it is not configured any more.</summary>
    public sealed record Configure(TargetConfiguration? Configuration);

    /// <summary>An operator's word that the target is to be called. Answered with <see cref="Enabled"/>, once that is durable.</summary>
    public sealed record Enable
    {
        public static readonly Enable Instance = new();
    }

    /// <summary>The target is called.</summary>
    /// <param name="WasDisabled">It was not.</param>
    /// <param name="WasLeftAlone">It was left alone for a while, after failures: what is due tries it at once.</param>
    public sealed record Enabled(bool WasDisabled, bool WasLeftAlone = false);

    private sealed record Due
    {
        public static readonly Due Instance = new();
    }

    private sealed record PaceOpens
    {
        public static readonly PaceOpens Instance = new();
    }

    private sealed record GraceOver
    {
        public static readonly GraceOver Instance = new();
    }

    private sealed record AttemptEnded(ClaimedDelivery Claim, SendResult Sent);

    private sealed record AttemptGivenUp(ClaimedDelivery Claim);

    private sealed record AttemptFaulted(ClaimedDelivery Claim, Exception Error);

    private sealed record Buried(ImmutableArray<InboxRow> ToPartitions);

    private sealed record NotBuried(StoreUnavailableException Error);
}
