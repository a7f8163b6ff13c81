using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// The numbers of a partition's inputs, and the log of those that changed its engine or an alert. Each input of a batch takes a number; what the
/// partition gives its engine by itself (time, its own commands) takes one where it is logged. A batch that leaves nothing to write takes none.
/// Says, too, when the state is to be written whole.
/// </summary>
internal sealed class PartitionLog(PartitionTally tally, PartitionOptions options)
{
    private long _next;
    private long _bytes;
    private long _snapshotBytes;
    private long _putOffTo;

    /// <summary>The last number that was used.</summary>
    public long Applied { get; private set; }

    /// <summary>Inputs logged since the last snapshot.</summary>
    public int SinceSnapshot { get; private set; }

    /// <summary>Whether so much is logged that the next start would rather read the state whole. Not where that is large and little has changed: all of it would be written anew.</summary>
    public bool WantsSnapshot => _bytes >= Math.Max(options.SnapshotLogBytes, _putOffTo) || (SinceSnapshot >= options.SnapshotEvery && _bytes >= _snapshotBytes);

    /// <summary>Goes on from what is stored.</summary>
    /// <param name="applied">The last number that was used.</param>
    /// <param name="inputs">How many inputs are above the snapshot.</param>
    /// <param name="bytes">Their size.</param>
    /// <param name="snapshotBytes">Size of the snapshot.</param>
    public void Restore(long applied, int inputs, long bytes, long snapshotBytes) =>
        (Applied, _next, SinceSnapshot, _bytes, _snapshotBytes) = (applied, applied, inputs, bytes, snapshotBytes);

    /// <summary>A number for the next input.</summary>
    public long TakeNumber() => ++_next;

    public void Add(long number, EngineInput input, IEnumerable<string> touched, CommitBuilder commit)
    {
        var row = new InputRow(number, InputPayload.KindOf(input), input.At, InputPayload.Write(input), [.. touched.Order(StringComparer.Ordinal)]);
        commit.Add(row);
        SinceSnapshot++;
        _bytes += row.Payload.Length;
        tally.Logged++;
    }

    /// <summary>A batch is done: its numbers count where there is something to write.</summary>
    public void Close(bool isEmpty) => Applied = _next = isEmpty ? Applied : Math.Max(_next, Applied + 1);

    /// <summary>The state was written whole.</summary>
    public void NoteSnapshot(long bytes) => (SinceSnapshot, _bytes, _snapshotBytes, _putOffTo) = (0, 0, bytes, 0);

    /// <summary>The state is too large to be written whole: that is tried again when as much as that is logged.</summary>
    public void PutOffSnapshot(long bytes) => (_bytes, _snapshotBytes, _putOffTo) = (0, bytes, bytes);
}
