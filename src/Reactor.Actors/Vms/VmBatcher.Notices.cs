using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Vms;

/// <content>What waits to be told besides events.</content>
internal sealed partial class VmBatcher
{
    /// <summary>What became of the run state by an answer to the question for it alone.</summary>
    private NextBatch Observation(Observed observed)
    {
        var (connection, heard) = (observed.Connection, now());
        var identity = connection.Identity!;
        _heardUntil = heard;
        // Where a later event was taken meanwhile, the answer is out of date: it only shows that the VM lives.
        if (connection.Coverage.LastStateEvent > observed.CoveredUpTo || _isInDoubt || _hasLost || feed.HasLoss)
            return new NextBatch(identity.View.Id, [new VmStateInput(identity.ToRow(_known, heard), IsProofOfLife: true)], _known.Status);
        connection.Coverage.StatusAnswered(observed.CoveredUpTo);
        var before = _known;
        _known = _known.WithStatus(observed.Status);
        var view = View(identity);
        // Whole at once: mostly the VM's next row is written before there is another.
        var row = new VmStateInput(identity.ToRow(_known, heard), ReferenceEquals(_known, before));
        var id = VmEvents.Id(identity, epoch, connection.Number, "state", numbers.Next());
        return new NextBatch(view.Id, [row, new StateAnswerInput(view, id, observed.AskedAt)], observed.Status);
    }

    /// <summary>Something to tell after all events up to a position.</summary>
    private abstract class Notice(FeedPosition after)
    {
        public FeedPosition After => after;

        /// <summary>The one after it. Of <see cref="Notices"/>.</summary>
        public Notice? Next { get; set; }

        /// <summary>Makes what is to be told; null where it shows by now that there is nothing to tell.</summary>
        public abstract NextBatch? ToBatch(VmBatcher batcher);
    }

    private sealed class Deferred(FeedPosition after, Func<NextBatch?> toBatch) : Notice(after)
    {
        public override NextBatch? ToBatch(VmBatcher batcher) => toBatch();
    }

    /// <summary>An answer to a heartbeat: most of all notices, so nothing is made for it but itself.</summary>
    private sealed class Observed(FeedConnection connection, string status, long coveredUpTo, DateTimeOffset askedAt) : Notice(new(connection.Number, coveredUpTo))
    {
        public FeedConnection Connection => connection;

        public string Status => status;

        public long CoveredUpTo => coveredUpTo;

        public DateTimeOffset AskedAt => askedAt;

        public override NextBatch? ToBatch(VmBatcher batcher) => batcher.Observation(this);
    }

    /// <summary>Those that wait, in order. Mostly there is none, or one.</summary>
    private struct Notices
    {
        private Notice? _last;

        public Notice? First { get; private set; }

        public int Count { get; private set; }

        public readonly bool IsEmpty => First is null;

        public void Add(Notice notice)
        {
            First ??= notice;
            _last?.Next = notice;
            _last = notice;
            Count++;
        }

        public void RemoveFirst()
        {
            First = First!.Next;
            _last = First is null ? null : _last;
            Count--;
        }
    }
}
