using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// The numbers of a partition's inputs, and the log of those that changed its engine or an alert. Each input of a batch takes a number; what the
/// partition gives its engine by itself (time, its own commands) takes one where it is logged. A batch that leaves nothing to write takes none.
/// </summary>
internal sealed class PartitionLog(PartitionTally tally)
{
    private long _next;

    /// <summary>The last number that was used.</summary>
    public long Applied { get; private set; }

    /// <summary>Inputs logged since the last snapshot.</summary>
    public int SinceSnapshot { get; private set; }

    public void Restore(long applied, int sinceSnapshot) => (Applied, _next, SinceSnapshot) = (applied, applied, sinceSnapshot);

    /// <summary>A number for the next input.</summary>
    public long TakeNumber() => ++_next;

    public void Add(long number, EngineInput input, IEnumerable<string> touched, CommitBuilder commit)
    {
        commit.Add(new InputRow(number, InputPayload.KindOf(input), input.At, InputPayload.Write(input), [.. touched.Order(StringComparer.Ordinal)]));
        SinceSnapshot++;
        tally.Logged++;
    }

    /// <summary>A batch is done: its numbers count where there is something to write.</summary>
    public void Close(bool isEmpty) => Applied = _next = isEmpty ? Applied : Math.Max(_next, Applied + 1);

    /// <summary>The state was written whole.</summary>
    public void NoteSnapshot() => SinceSnapshot = 0;
}
