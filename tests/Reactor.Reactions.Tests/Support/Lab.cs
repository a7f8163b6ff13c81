using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Tests.Support;

/// <summary>Some partitions with what a store would hold of them, and the inbox between them.</summary>
internal sealed class Lab
{
    private readonly Func<int, PartitionCore> _make;
    private readonly Dictionary<int, PartitionCore> _cores;
    private readonly Dictionary<int, StoredRows> _rows;
    private readonly Dictionary<int, List<InboxRow>> _inbox;
    private readonly HashSet<string> _seen = [];

    public Lab(Func<int, PartitionCore> make, params int[] partitions)
    {
        _make = make;
        _cores = partitions.ToDictionary(p => p, make);
        _rows = partitions.ToDictionary(p => p, _ => new StoredRows());
        _inbox = partitions.ToDictionary(p => p, _ => new List<InboxRow>());
    }

    public PartitionCore this[int partition] => _cores[partition];

    public IEnumerable<int> Partitions => _cores.Keys;

    /// <summary>Uids of a partition's alerts that fire, oldest first.</summary>
    public IEnumerable<string> Opened(int partition) => _rows[partition].Open;

    /// <summary>Gives a partition a batch, and keeps what follows.</summary>
    public Commit Apply(int partition, DateTimeOffset at, params PartitionInput[] batch) => Keep(partition, _cores[partition].Apply(batch, at));

    /// <summary>Gives a partition a batch before anything is due, and keeps what follows.</summary>
    public Commit ApplyBeforeTime(int partition, DateTimeOffset at, params PartitionInput[] batch) =>
        Keep(partition, _cores[partition].Apply(batch, at, DateTimeOffset.MinValue));

    /// <summary>Gives a partition what waits in its inbox, and lets time pass.</summary>
    public Commit TakeInbox(int partition, DateTimeOffset at) => Apply(partition, at, [.. _inbox[partition].Select(row => new InboxInput(row))]);

    /// <summary>Gives a partition an inbox row as an operator would.</summary>
    public Commit Tell(int partition, DateTimeOffset at, string kind, ReadOnlyMemory<byte> payload, string id = "x") =>
        Apply(partition, at, new InboxInput(new InboxRow(id, partition, kind, payload)));

    /// <summary>Gives each partition what is in its inbox, until there is nothing more.</summary>
    public Commit[] Deliver(DateTimeOffset at)
    {
        var commits = new List<Commit>();
        while (_inbox.FirstOrDefault(i => i.Value.Count > 0) is { Value: { } rows } inbox)
        {
            PartitionInput[] batch = [.. rows.Select(row => new InboxInput(row))];
            commits.Add(Apply(inbox.Key, at, batch));
            Assert.DoesNotContain(batch, input => rows.Contains(((InboxInput)input).Row));
        }

        return [.. commits];
    }

    /// <summary>Takes a partition down and up again from what is stored, what waits in its inbox with it.</summary>
    public Commit Restart(int partition, DateTimeOffset at, params VmView[] vms)
    {
        _cores[partition] = _rows[partition].Restore(_make(partition));
        return Keep(partition, _cores[partition].Start(at, vms, [.. _inbox[partition]]));
    }

    public Commit Keep(int partition, Commit commit)
    {
        _rows[partition].Append(commit);
        foreach (var id in commit.Taken)
        {
            _inbox[partition].RemoveAll(row => row.Id == id);
        }

        foreach (var row in commit.Outgoing)
        {
            if (_seen.Add(row.Id) && _inbox.TryGetValue(row.Partition, out var inbox))
            {
                inbox.Add(row);
            }
        }

        return commit;
    }
}
