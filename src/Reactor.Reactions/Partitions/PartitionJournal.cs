using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// What is to be written and is no hurry: events that people read, what such events told of a VM, and proofs that one lives. No reaction depends on it, so it costs no commit of its
/// own: it goes with the next commit that there is, or after a while in one for many. So it is never later in the store than what came after it, and
/// who finds a VM seen at some time finds all that was kept of it before. What a crash takes is younger than that.
/// </summary>
internal sealed class PartitionJournal(PartitionOptions options)
{
    private readonly List<EventRow> _events = [];
    private readonly Dictionary<string, VmStateRow> _vms = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Events that wait.</summary>
    public int Waiting => _events.Count;

    /// <summary>When they are to be written though there is nothing else; null for nothing that waits.</summary>
    public DateTimeOffset? NextDue { get; private set; }

    private bool IsFull => _events.Count >= options.JournalEvents || _bytes >= options.JournalBytes;

    /// <summary>Keeps an event.</summary>
    public void Add(EventRow row, DateTimeOffset now)
    {
        _events.Add(row);
        _bytes += row.Data.Length;
        WriteBy(now + options.JournalDelay);
    }

    /// <summary>A VM lives, and nothing else is new of it. Of several rows of a VM the last is written.</summary>
    public void AddProof(VmStateRow row, DateTimeOffset now)
    {
        _vms[row.Id] = row;
        WriteBy(now + options.ProofDelay);
    }

    /// <summary>What events told of a VM that lead to nothing.</summary>
    public void AddState(VmStateRow row, DateTimeOffset now)
    {
        _vms[row.Id] = row;
        WriteBy(now + options.JournalDelay);
    }

    /// <summary>Something else is new of a VM: what was to be written of it is out of date.</summary>
    public void Drop(string vmId) => _vms.Remove(vmId);

    /// <summary>Gives what waits to a commit that there is anyway, or where it is time.</summary>
    public void GiveTo(CommitBuilder commit, DateTimeOffset now)
    {
        if (!commit.IsEmpty)
        {
            GiveAll(commit);
        }
        else if (NextDue <= now || IsFull)
        {
            commit.MarkAsJournal();
            GiveAll(commit);
        }
    }

    /// <summary>Gives what waits.</summary>
    public void GiveAll(CommitBuilder commit)
    {
        foreach (var row in _events)
        {
            commit.Add(row);
        }

        foreach (var row in _vms.Values)
        {
            commit.Put(row);
        }

        _events.Clear();
        _vms.Clear();
        (_bytes, NextDue) = (0, null);
    }

    private void WriteBy(DateTimeOffset at) => NextDue = NextDue < at ? NextDue : at;
}
