using System.Collections.Immutable;
using System.Globalization;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// The whole logic of a partition: from a batch of inputs to one <see cref="Commit"/>. A pure function of its state, the inputs and the
/// given time; used by one thread at a time. Every input has a sequence number; a batch that leaves nothing to write takes none.
/// </summary>
public sealed class PartitionCore
{
    private readonly int _partition;
    private readonly PartitionParts _parts;
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private bool _started;
    private bool _isOtherwiseStored;

    // Of most batches nothing follows: they share what they would have made.
    private CommitBuilder? _unused;
    private Commit? _nothing;

    /// <summary>A partition without state.</summary>
    /// <param name="partition">Its number: 0 to 63 for VMs, 64 to 79 for keys of fleet rules.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="configuration">Its routes, windows and budgets are what is used.</param>
    /// <param name="options">Bounds; the defaults where null.</param>
    public PartitionCore(int partition, RuleSet rules, ReactorConfiguration configuration, PartitionOptions? options = null)
        : this(partition, new PartitionRules(rules, configuration), options)
    {
    }

    /// <summary>The same of rules that others share.</summary>
    /// <param name="partition">Its number.</param>
    /// <param name="rules">Rules and configuration.</param>
    /// <param name="options">Bounds; the defaults where null.</param>
    public PartitionCore(int partition, PartitionRules rules, PartitionOptions? options = null)
        : this(partition, rules, options ?? new PartitionOptions(), rules.Rules.NewEngine())
    {
    }

    internal PartitionCore(int partition, RuleSet rules, ImmutableArray<Route> routes, PartitionOptions options, IRuleEngine engine)
        : this(partition, new PartitionRules(rules, PartitionSettings.Of(routes)), options, engine)
    {
    }

    internal PartitionCore(int partition, PartitionRules rules, PartitionOptions options, IRuleEngine engine)
    {
        _partition = partition;
        _parts = new PartitionParts(rules, options, engine);
    }

    /// <summary>When there is something to do though nothing is taken in: an <c>Apply</c> later than this (of no inputs, if need be) does it. Null: never.</summary>
    public DateTimeOffset? NextDue => Earlier(_parts.Clock.NextDue, _parts.Journal.NextDue);

    /// <summary>The last sequence number that was used.</summary>
    public long AppliedSequence => _parts.Log.Applied;

    /// <summary>Rows of the inbox that led to nothing: damaged, or for a rule that changed meanwhile.</summary>
    public long InboxPassedOver => _parts.Tally.InboxUnreadable + _parts.Tally.FleetHitsPassedOver;

    /// <summary>What it keeps, and the bounds that it met.</summary>
    public PartitionBounds Bounds => PartitionFigures.BoundsOf(_parts);

    /// <summary>What was counted so far.</summary>
    public PartitionCounters Counters => PartitionFigures.CountersOf(_parts);

    /// <summary>What the engine counted, per rule, in the order of the files.</summary>
    public IEnumerable<KeyValuePair<Rule, RuleCounters>> RuleCounters => _parts.Driver.Engine.Counters;

    /// <summary>
    /// Restores the state from what the store holds: the snapshot, then the inputs above it, folded into the rules that they changed; alerts and
    /// state rows as they are, since they stand at <paramref name="appliedSequence"/> already. Emits nothing. Only before anything was applied.
    /// </summary>
    /// <param name="snapshot">The newest snapshot; null for none.</param>
    /// <param name="inputs">Logged inputs, in order; those that the snapshot holds are passed over.</param>
    /// <param name="openAlerts">Alerts that fire.</param>
    /// <param name="appliedSequence">The last sequence number that was used.</param>
    /// <param name="state">The partition's state rows; null for none.</param>
    /// <exception cref="InvalidDataException">What is stored can't be read: it is damaged or of a newer version. The message says what to do.</exception>
    public void Restore(
        SnapshotRow? snapshot, IEnumerable<InputRow> inputs, IEnumerable<AlertRow> openAlerts, long appliedSequence, IEnumerable<StateRow>? state = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(openAlerts);
        if (_started)
        {
            throw new InvalidOperationException("A partition is restored before it takes inputs, once.");
        }

        _started = true;
        if (snapshot is not null)
        {
            PartitionSnapshot.Restore(_parts.Driver.Engine, snapshot);
        }

        var (folded, bytes, last) = PartitionMemory.Fold(_parts.Driver.Engine, inputs, snapshot?.Sequence ?? 0);
        _now = Later(_now, last);
        foreach (var alert in openAlerts)
        {
            PartitionMemory.Put(_parts, alert);
            _now = Later(_now, alert.RefreshedAt);
        }

        PartitionMemory.Put(_parts, [.. state ?? []]);
        _parts.Log.Restore(appliedSequence, folded, bytes, snapshot?.State.Length ?? 0);

        // Under other rules than those that it was written under: what was left out must not come back with them.
        _isOtherwiseStored = folded > 0 || (snapshot is not null && !_parts.Driver.Engine.Snapshot().Span.SequenceEqual(snapshot.State.Span));
    }

    /// <summary>
    /// What the restart leads to, once, after <see cref="Restore"/>. No VM was heard while Reactor was down: that is told to what waits, before any
    /// deadline is looked at. Alerts of rules and actions that are gone or disabled end (<c>rule_removed</c>), and so do those about rules that
    /// were in trouble (<c>restart</c>). What waits in the inbox is taken as <see cref="Apply"/> takes it; then what was due meanwhile is done. The commit
    /// holds a snapshot in the place of what it would log, and where anything was folded, or left out since the rules are others: a rule that is
    /// changed and changed back starts afresh.
    /// </summary>
    /// <param name="engineTime">Now; never before what was given earlier.</param>
    /// <param name="unheard">VMs of this partition, as they were last known, besides those that the engine names by itself; null for none.</param>
    /// <param name="inbox">What waits in the inbox, in order; null for none.</param>
    /// <param name="passedTo">As for <see cref="Apply"/>.</param>
    /// <param name="moreWaits">As for <see cref="Apply"/>.</param>
    public Commit Start(
        DateTimeOffset engineTime, IEnumerable<VmView>? unheard = null, IReadOnlyList<InboxRow>? inbox = null, DateTimeOffset? passedTo = null, bool moreWaits = false)
    {
        var commit = Begin(engineTime);
        VmView[] known = [.. unheard ?? []];
        foreach (var vm in known)
        {
            _parts.Views.See(vm, commit);
        }

        foreach (var vm in known.Concat(_parts.Driver.Engine.Waiting).DistinctBy(vm => vm.Id).ToArray())
        {
            var id = StableId.Of("l_", "start", Text(_partition), Text(AppliedSequence), vm.Id);
            _parts.Inputs.Take(new LinkChanged(_parts.Facts.Compose(vm), LinkState.Lost, id, _now), _now, commit);
        }

        _parts.States.Forget(_parts.Book.All, commit);
        _parts.Gone.End(_now, commit, isRestart: true);
        _parts.Held.EndIdle(commit);
        _parts.Steps.Resume(_now, commit);
        _parts.Inbox.Take(inbox ?? [], _now, passedTo, commit);
        Tick(commit, passedTo, moreWaits);
        _parts.Driver.Drain(_now, commit);
        if (!_isOtherwiseStored && _parts.Log.SinceSnapshot == 0)
        {
            return Finish(commit);
        }

        _parts.Journal.GiveAll(commit);
        _parts.Log.Close(isEmpty: false);
        if (PutSnapshot(commit))
        {
            commit.DropInputs();
        }

        return commit.Build(_partition, AppliedSequence, _now);
    }

    /// <summary>
    /// Takes a batch in and gives all that follows from it. First what comes from the inbox: it was there before, and what is held by it, or closed, is
    /// not to be done first; what holds goes before the rest of it. Then what was due before; then the others, in order. A row of the inbox that
    /// <see cref="Commit.Taken"/> doesn't name was too early, and is to be given again with what comes next.
    /// </summary>
    /// <param name="batch">The inputs, in order; may be empty.</param>
    /// <param name="engineTime">Now; a time before one that was given earlier counts as that one. Kept in whole microseconds.</param>
    /// <param name="passedTo">
    /// Only what was due before this is done, be it because a hit was seen later: what was seen since may still be on its way from another
    /// partition. Null: what was due before now.
    /// </param>
    /// <param name="moreWaits">More waits in the inbox than is given: time alone does nothing before that is taken too.</param>
    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime, DateTimeOffset? passedTo = null, bool moreWaits = false)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var commit = Begin(engineTime);
        _parts.Inbox.Take(RowsOf(batch), _now, passedTo, commit);
        Tick(commit, passedTo, moreWaits);
        for (var at = 0; at < batch.Count; at++)
        {
            if (batch[at] is var input and not InboxInput)
            {
                _parts.Tally.Inputs++;
                _parts.Inputs.Take(input, _now, commit, _parts.Log.TakeNumber());
            }
        }

        return Finish(commit);
    }

    /// <summary>
    /// Whether a step whose intent is durable may be begun now; null: it may. Not where its run has stopped meanwhile, since its rule is gone,
    /// disabled or edited, nor where commands to its VM are held by now.
    /// </summary>
    /// <param name="step">The step's id.</param>
    /// <param name="engineTime">Now.</param>
    /// <returns>What becomes of it instead.</returns>
    public StepResult? WhyNotBegin(string step, DateTimeOffset engineTime) => _parts.Steps.WhyNotBegin(step, Later(_now, engineTime));

    /// <summary>
    /// Goes on under other rules and another configuration. What was due before belongs to the rules before: an <see cref="Apply"/> of no inputs
    /// does it first. Rules that mean the same keep their windows, timers and limits; alerts of rules and actions that are gone end
    /// (<c>rule_removed</c>); a rule that was out and means something else runs again. The commit holds a snapshot, so that what was logged before
    /// is never folded into these rules; where the state is too large for one the log stays, and the next start folds it into those that mean
    /// the same. What becomes of which rule: <see cref="ReloadReport.Between"/>.
    /// </summary>
    /// <param name="rules">Rules and configuration.</param>
    /// <param name="engineTime">Now.</param>
    public Commit Reload(PartitionRules rules, DateTimeOffset engineTime)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Reload(rules, engineTime, rules.Rules.NewEngine());
    }

    /// <summary>A commit that holds the whole state, for a quick next start, and what waits to be written; empty where nothing was logged since the last, and nothing waits.</summary>
    public Commit TakeSnapshot()
    {
        var commit = new CommitBuilder();
        _parts.Journal.GiveAll(commit);
        var isWorthIt = _parts.Log.SinceSnapshot > 0 || _isOtherwiseStored;
        _parts.Log.Close(commit.IsEmpty && !isWorthIt);
        if (isWorthIt)
        {
            PutSnapshot(commit);
        }

        return commit.Build(_partition, AppliedSequence, _now);
    }

    internal Commit Reload(RuleSet rules, PartitionSettings settings, DateTimeOffset engineTime, IRuleEngine engine) =>
        Reload(new PartitionRules(rules, settings), engineTime, engine);

    private Commit Reload(PartitionRules rules, DateTimeOffset engineTime, IRuleEngine engine)
    {
        var commit = Begin(engineTime);
        _parts.Tally.ForgetEvaluationErrors();
        engine.Restore(_parts.Driver.Engine.Snapshot());
        _parts.Change(rules, engine);
        _parts.Gone.End(_now, commit, isRestart: false);
        foreach (var alert in _parts.Book.All)
        {
            _parts.Desk.Put(alert);
        }

        _parts.Notifier.RecheckAll(_now, commit);
        _parts.Groups.AskAgain();
        _parts.Steps.Resume(_now, commit);
        _parts.Driver.Drain(_now, commit);
        _parts.Journal.GiveAll(commit);
        _parts.Log.Close(isEmpty: false);
        _isOtherwiseStored = !PutSnapshot(commit);
        return commit.Build(_partition, AppliedSequence, _now);
    }

    private static InboxRow[] RowsOf(IReadOnlyList<PartitionInput> batch)
    {
        List<InboxRow>? rows = null;
        for (var at = 0; at < batch.Count; at++)
        {
            if (batch[at] is InboxInput input)
            {
                (rows ??= []).Add(input.Row);
            }
        }

        return rows?.ToArray() ?? [];
    }

    private void Tick(CommitBuilder commit, DateTimeOffset? passedTo, bool moreWaits)
    {
        if (!moreWaits)
        {
            _parts.Clock.Tick(_now, commit, passedTo);
        }
    }

    private CommitBuilder Begin(DateTimeOffset engineTime)
    {
        _started = true;

        // The store keeps microseconds: what a restart gives back must equal what was in memory.
        var utc = engineTime.ToUniversalTime();
        _now = Later(_now, utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond)));
        var commit = _unused ?? new CommitBuilder();
        _unused = null;
        return commit;
    }

    private Commit Finish(CommitBuilder commit)
    {
        _parts.Journal.GiveTo(commit, _now);
        _parts.Log.Close(commit.IsEmpty);
        if (commit.IsEmpty)
        {
            _unused = commit;
            return _nothing is { } nothing && nothing.AppliedSequence == AppliedSequence ? nothing : _nothing = commit.Build(_partition, AppliedSequence, _now);
        }

        if (_parts.Log.WantsSnapshot)
        {
            PutSnapshot(commit);
        }

        return commit.Build(_partition, AppliedSequence, _now);
    }

    private bool PutSnapshot(CommitBuilder commit)
    {
        var snapshot = PartitionSnapshot.Take(_parts.Driver.Engine, AppliedSequence);
        if (snapshot.State.Length > _parts.Options.MaxSnapshotBytes)
        {
            _parts.Log.PutOffSnapshot(snapshot.State.Length);
            _parts.Tally.SnapshotsTooLarge++;
            _parts.Notices.Add(
                commit,
                _now,
                $"partition {Text(_partition)} holds {Text(snapshot.State.Length)} bytes of windows, deadlines and limits, and is written whole up to {Text(_parts.Options.MaxSnapshotBytes)}: its log is kept instead, and the next start takes longer. Give the rules with the most keys a narrower `by` or a shorter `within`.");
            return false;
        }

        commit.Put(snapshot);
        _parts.Log.NoteSnapshot(snapshot.State.Length);
        _isOtherwiseStored = false;
        return true;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
