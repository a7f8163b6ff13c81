using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// Collects what follows from one batch. An alert or a VM that changes more than once stands in it once, as it is in the end. Of most batches nothing
/// follows: lists are made when they are needed.
/// </summary>
internal sealed class CommitBuilder
{
    private const int RowOverhead = 200;

    private List<InputRow>? _inputs;
    private List<EventRow>? _events;
    private List<FiringRow>? _firings;
    private List<AlertRow>? _alerts;
    private List<UntoldAlert>? _untold;
    private List<DeliveryRow>? _deliveries;
    private List<RecordRow>? _records;
    private List<VmStateRow>? _vms;
    private List<StepRow>? _steps;
    private Dictionary<(string Kind, string Key), StateRow>? _state;
    private List<InboxRow>? _outgoing;
    private List<string>? _taken;
    private List<LogLine>? _logLines;
    private Dictionary<string, int>? _alertAt;
    private Dictionary<string, int>? _vmAt;
    private SnapshotRow? _snapshot;
    private bool _isJournal;
    private long _bytes;

    /// <summary>How often an alert was put: tells whether an input changed one.</summary>
    public long AlertChanges { get; private set; }

    public bool IsEmpty { get; private set; } = true;

    public void Add(InputRow row) => Add(ref _inputs, row, row.Payload.Length);

    public void Add(EventRow row) => Add(ref _events, row, row.Data.Length);

    public void Add(FiringRow row) => Add(ref _firings, row, 2L * row.Key.Length);

    public void Add(UntoldAlert alert) => Add(ref _untold, alert, 2L * alert.Uid.Length);

    public void Add(DeliveryRow row) => Add(ref _deliveries, row, row.Body.Length);

    public void Add(RecordRow row) => Add(ref _records, row, 2L * row.Fields.Length);

    public void Add(StepRow row) => Add(ref _steps, row, row.Request.Length);

    public void Add(InboxRow row) => Add(ref _outgoing, row, row.Payload.Length);

    /// <summary>The commit follows from this inbox row, and ends it.</summary>
    public void Take(string inboxId) => Add(ref _taken, inboxId, 2L * inboxId.Length);

    public void Add(LogLine row) => Add(ref _logLines, row, 2L * row.Message.Length);

    public void Put(AlertRow row)
    {
        AlertChanges++;
        _alertAt ??= new(StringComparer.Ordinal);
        if (_alertAt.TryGetValue(row.Uid, out var at))
        {
            _bytes += SizeOf(row) - SizeOf(_alerts![at]);
            _alerts[at] = row;
            return;
        }

        _alertAt.Add(row.Uid, _alerts?.Count ?? 0);
        Add(ref _alerts, row, SizeOf(row));
    }

    public void Put(VmStateRow row)
    {
        _vmAt ??= new(StringComparer.Ordinal);
        if (_vmAt.TryGetValue(row.Id, out var at))
        {
            _bytes += SizeOf(row) - SizeOf(_vms![at]);
            _vms[at] = row;
            return;
        }

        _vmAt.Add(row.Id, _vms?.Count ?? 0);
        Add(ref _vms, row, SizeOf(row));
    }

    public void Put(StateRow row)
    {
        IsEmpty = false;
        _bytes += RowOverhead + (row.Payload?.Length ?? 0);
        _state ??= [];
        if (_state.TryGetValue((row.Kind, row.Key), out var old))
        {
            _bytes -= RowOverhead + (old.Payload?.Length ?? 0);
        }

        _state[(row.Kind, row.Key)] = row;
    }

    public void Put(SnapshotRow snapshot)
    {
        IsEmpty = false;
        _snapshot = snapshot;
        _bytes += snapshot.State.Length;
    }

    /// <summary>It held nothing before what waited in the journal.</summary>
    public void MarkAsJournal() => _isJournal = true;

    /// <summary>Drops the inputs, which the snapshot contains: they would be written to be cut at once.</summary>
    public void DropInputs()
    {
        _bytes -= _inputs?.Sum(row => (long)RowOverhead + row.Payload.Length) ?? 0;
        _inputs = null;
    }

    public Commit Build(int partition, long appliedSequence, DateTimeOffset at) => new()
    {
        Partition = partition,
        AppliedSequence = appliedSequence,
        At = at,
        Inputs = AllOf(_inputs),
        Events = AllOf(_events),
        Firings = AllOf(_firings),
        Alerts = AllOf(_alerts),
        Untold = AllOf(_untold),
        Deliveries = AllOf(_deliveries),
        Records = AllOf(_records),
        Vms = AllOf(_vms),
        Steps = AllOf(_steps),
        State = _state is null ? [] : [.. _state.Values],
        Outgoing = AllOf(_outgoing),
        Taken = AllOf(_taken),
        LogLines = AllOf(_logLines),
        Snapshot = _snapshot,
        IsJournal = _isJournal,
        ApproximateBytes = _bytes,
    };

    private static long SizeOf(AlertRow row) => 2L * (row.Summary.Length + row.Description.Length + row.Key.Length);

    private static long SizeOf(VmStateRow row) => 2L * (row.Known?.Length ?? 0);

    private static ImmutableArray<T> AllOf<T>(List<T>? rows) => rows is null ? [] : [.. rows];

    private void Add<T>(ref List<T>? rows, T row, long bytes)
    {
        IsEmpty = false;
        (rows ??= []).Add(row);
        _bytes += RowOverhead + bytes;
    }
}
