using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Partitions;

/// <summary>Collects what follows from one batch. An alert or a VM that changes more than once stands in it once, as it is in the end.</summary>
internal sealed class CommitBuilder
{
    private const int RowOverhead = 200;

    private readonly List<InputRow> _inputs = [];
    private readonly List<EventRow> _events = [];
    private readonly List<FiringRow> _firings = [];
    private readonly List<AlertRow> _alerts = [];
    private readonly List<DeliveryRow> _deliveries = [];
    private readonly List<RecordRow> _records = [];
    private readonly List<VmStateRow> _vms = [];
    private readonly List<StepRow> _steps = [];
    private readonly Dictionary<(string Kind, string Key), StateRow> _state = [];
    private readonly List<InboxRow> _outgoing = [];
    private readonly List<string> _taken = [];
    private readonly List<LogLine> _logLines = [];
    private readonly Dictionary<string, int> _alertAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _vmAt = new(StringComparer.Ordinal);
    private SnapshotRow? _snapshot;
    private bool _isJournal;
    private long _bytes;

    /// <summary>How often an alert was put: tells whether an input changed one.</summary>
    public long AlertChanges { get; private set; }

    public bool IsEmpty =>
        _inputs.Count + _events.Count + _firings.Count + _alerts.Count + _deliveries.Count + _records.Count + _vms.Count + _steps.Count + _state.Count + _outgoing.Count + _taken.Count
            + _logLines.Count == 0
        && _snapshot is null;

    public void Add(InputRow row) => Add(_inputs, row, row.Payload.Length);

    public void Add(EventRow row) => Add(_events, row, row.Data.Length);

    public void Add(FiringRow row) => Add(_firings, row, 2L * row.Key.Length);

    public void Add(DeliveryRow row) => Add(_deliveries, row, row.Body.Length);

    public void Add(RecordRow row) => Add(_records, row, 2L * row.Fields.Length);

    public void Add(StepRow row) => Add(_steps, row, row.Request.Length);

    public void Add(InboxRow row) => Add(_outgoing, row, row.Payload.Length);

    /// <summary>The commit follows from this inbox row, and ends it.</summary>
    public void Take(string inboxId) => Add(_taken, inboxId, 2L * inboxId.Length);

    public void Add(LogLine row) => Add(_logLines, row, 2L * row.Message.Length);

    public void Put(AlertRow row)
    {
        AlertChanges++;
        if (_alertAt.TryGetValue(row.Uid, out var at))
        {
            _bytes += SizeOf(row) - SizeOf(_alerts[at]);
            _alerts[at] = row;
            return;
        }

        _alertAt.Add(row.Uid, _alerts.Count);
        Add(_alerts, row, SizeOf(row));
    }

    public void Put(VmStateRow row)
    {
        if (_vmAt.TryGetValue(row.Id, out var at))
        {
            _bytes += SizeOf(row) - SizeOf(_vms[at]);
            _vms[at] = row;
            return;
        }

        _vmAt.Add(row.Id, _vms.Count);
        Add(_vms, row, SizeOf(row));
    }

    public void Put(StateRow row)
    {
        _bytes += RowOverhead + (row.Payload?.Length ?? 0);
        if (_state.TryGetValue((row.Kind, row.Key), out var old))
        {
            _bytes -= RowOverhead + (old.Payload?.Length ?? 0);
        }

        _state[(row.Kind, row.Key)] = row;
    }

    public void Put(SnapshotRow snapshot)
    {
        _snapshot = snapshot;
        _bytes += snapshot.State.Length;
    }

    /// <summary>It held nothing before what waited in the journal.</summary>
    public void MarkAsJournal() => _isJournal = true;

    /// <summary>Drops the inputs, which the snapshot contains: they would be written to be cut at once.</summary>
    public void DropInputs()
    {
        _bytes -= _inputs.Sum(row => (long)RowOverhead + row.Payload.Length);
        _inputs.Clear();
    }

    public Commit Build(int partition, long appliedSequence, DateTimeOffset at) => new()
    {
        Partition = partition,
        AppliedSequence = appliedSequence,
        At = at,
        Inputs = [.. _inputs],
        Events = [.. _events],
        Firings = [.. _firings],
        Alerts = [.. _alerts],
        Deliveries = [.. _deliveries],
        Records = [.. _records],
        Vms = [.. _vms],
        Steps = [.. _steps],
        State = [.. _state.Values],
        Outgoing = [.. _outgoing],
        Taken = [.. _taken],
        LogLines = [.. _logLines],
        Snapshot = _snapshot,
        IsJournal = _isJournal,
        ApproximateBytes = _bytes,
    };

    private static long SizeOf(AlertRow row) => 2L * (row.Summary.Length + row.Description.Length + row.Key.Length);

    private static long SizeOf(VmStateRow row) => 2L * (row.Known?.Length ?? 0);

    private void Add<T>(List<T> rows, T row, long bytes)
    {
        rows.Add(row);
        _bytes += RowOverhead + bytes;
    }
}
