using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>What the actor is told, and tells itself.</summary>
internal sealed partial class VmActor
{
    /// <summary>Close the connection, make durable what was heard, and end.</summary>
    /// <param name="Farewell">What to tell the partition last; null for nothing: Reactor itself stops.</param>
    public sealed record Stop(LinkState? Farewell)
    {
        public static readonly Stop Instance = new(default(LinkState?));
    }

    /// <summary>Labels or host of the VM changed.</summary>
    public sealed record Relabel
    {
        public static readonly Relabel Instance = new();
    }

    /// <summary>Another socket lies at its address than before.</summary>
    public sealed record SocketChanged(FileNode Node);

    /// <summary>Another process has its address by now: it is known by another key, and not dialled again.</summary>
    public sealed record Detached
    {
        public static readonly Detached Instance = new();
    }

    /// <summary>It has called. The connection is the actor's to close.</summary>
    public sealed record Dialled(QmpConnection Connection, SinkRelay Relay);

    /// <summary>The VM that it was goes on in another process, which it was migrated to.</summary>
    public sealed record HandedOver
    {
        public static readonly HandedOver Instance = new();
    }

    /// <summary>What it does with what it is told.</summary>
    private enum Stage
    {
        Connecting,
        Reconciling,
        Live,
        Backoff,
        Occupied,
        Stopping,
    }

    /// <param name="Number">The connection's.</param>
    /// <param name="Status">The run state; null where it would not say.</param>
    /// <param name="CoveredUpTo">Events up to this ordinal are covered by it.</param>
    /// <param name="AskedAt">When it was asked. Engine time.</param>
    private sealed record StateAnswered(long Number, string? Status, long CoveredUpTo, DateTimeOffset AskedAt);

    private sealed record StateNotAnswered(long Number);

    private sealed record Connected(long Number, QmpConnection Connection, FileNode? Node);

    /// <summary>What it was asked was not answered.</summary>
    private sealed record NotReconciled(long Number, string Reason, bool IsBeyondBounds);

    private sealed record Failed(long Number, QmpFailure Kind, string Reason, bool IsBeyondBounds = false);

    private sealed record Reconciled(long Number, VmAnswers Answers, string? Name, DateTimeOffset AskedAt);

    private sealed record Disposed(long Number);
}
