using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// What is to be written and is no hurry: events that people read, what such events told of a VM, and proofs that one lives. No reaction depends on it, so it costs no commit of its
/// own: events go with the next commit that there is, or after a while in one for many; what is known of a VM goes with its events, with what follows from its own batch, or after a
/// longer while. So it is never later in the store than what came after it, and who finds a VM seen at some time finds all that was kept of it before. What a crash takes is younger
/// than that.
/// </summary>
internal sealed class PartitionJournal(PartitionOptions options)
{
    private readonly List<EventRow> _events = [];
    private readonly Dictionary<string, VmStateInput> _vms = new(StringComparer.Ordinal);
    private readonly List<string> _ofBatch = []; // The VMs of which the batch at hand says something.
    private long _bytes;
    private DateTimeOffset? _eventsDue;
    private DateTimeOffset? _vmsDue;

    /// <summary>Events that wait.</summary>
    public int Waiting => _events.Count;

    /// <summary>When something is to be written though there is nothing else; null for nothing that waits.</summary>
    public DateTimeOffset? NextDue => _eventsDue < _vmsDue || _vmsDue is null ? _eventsDue : _vmsDue;

    private bool IsFull => _events.Count >= options.JournalEvents || _bytes >= options.JournalBytes;

    /// <summary>Keeps an event.</summary>
    public void Add(EventRow row, DateTimeOffset now)
    {
        _events.Add(row);
        _bytes += row.Data.Length;
        _eventsDue ??= now + options.JournalDelay;
    }

    /// <summary>A VM lives, or events that lead to nothing told something of it. Of several rows of a VM the last is written.</summary>
    public void Add(VmStateInput state, DateTimeOffset now)
    {
        _vms[state.State.Id] = state;
        _ofBatch.Add(state.State.Id);
        _vmsDue ??= now + options.ProofDelay;
    }

    /// <summary>Something else is new of a VM: what was to be written of it is out of date.</summary>
    public void Drop(string vmId) => _vms.Remove(vmId);

    /// <summary>Gives what waits to a commit that there is anyway, or where it is time.</summary>
    public void GiveTo(CommitBuilder commit, DateTimeOffset now)
    {
        if (!commit.IsEmpty)
        {
            GiveEvents(commit);
            foreach (var vm in _ofBatch)
            {
                Give(vm, commit);
            }
        }
        else if (_vmsDue <= now && _vms.Count > 0)
        {
            commit.MarkAsJournal();
            GiveAll(commit);
        }
        else if (_eventsDue <= now || IsFull)
        {
            commit.MarkAsJournal();
            GiveEvents(commit);
        }

        _ofBatch.Clear();
        _vmsDue = _vms.Count == 0 ? null : _vmsDue;
    }

    /// <summary>Gives what waits.</summary>
    public void GiveAll(CommitBuilder commit)
    {
        GiveEvents(commit);
        foreach (var state in _vms.Values)
        {
            commit.Put(state.ToRow());
        }

        _vms.Clear();
        _vmsDue = null;
    }

    private void GiveEvents(CommitBuilder commit)
    {
        foreach (var row in _events)
        {
            commit.Add(row);
            // Together: else a start would find that it was told, and not that it is known.
            Give(row.VmId, commit);
        }

        _events.Clear();
        (_bytes, _eventsDue) = (0, null);
    }

    private void Give(string vmId, CommitBuilder commit)
    {
        if (_vms.Remove(vmId, out var state))
        {
            commit.Put(state.ToRow());
        }
    }
}
