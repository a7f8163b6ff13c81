using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
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
    private const string InputKind = "event";

    private readonly int _partition;
    private RuleSet _rules;
    private IRuleEngine _engine;
    private readonly PartitionOptions _options;
    private readonly PartitionTally _tally = new();
    private readonly AlertBook _book;
    private readonly AlertResolver _resolver;
    private RuleQuarantine _quarantine;
    private readonly KeptEvents _kept;
    private EventReactions _reactions;
    private readonly Notices _notices;
    private long _sequence;
    private int _sinceSnapshot;
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private bool _started;

    /// <summary>A partition without state.</summary>
    /// <param name="partition">Its number: 0 to 63 for VMs, 64 to 79 for keys of fleet rules.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="configuration">Its routes and windows are what is used.</param>
    /// <param name="options">Bounds; the defaults where null.</param>
    /// <param name="makeEngine">Makes the engine; null: <see cref="RuleEngine"/>.</param>
    public PartitionCore(
        int partition, RuleSet rules, ReactorConfiguration configuration, PartitionOptions? options = null, Func<RuleSet, IRuleEngine>? makeEngine = null)
        : this(partition, rules, configuration.Routes, options ?? new PartitionOptions(), makeEngine?.Invoke(rules) ?? new RuleEngine(rules))
    {
    }

    internal PartitionCore(int partition, RuleSet rules, ImmutableArray<Route> routes, PartitionOptions options, IRuleEngine engine)
    {
        _partition = partition;
        _rules = rules;
        _engine = engine;
        _options = options;
        _book = new AlertBook(options.MaxOpenAlertsPerVm);
        _notices = new Notices(options.MaxLogBytes);
        _kept = new KeptEvents(_tally, options);
        _resolver = new AlertResolver(_book, _tally, options);
        var router = new AlertRouter(routes, _notices);
        _quarantine = new RuleQuarantine(_book, router, _tally);
        var actions = new ActionRunner(_book, router, _tally, _notices, options);
        _reactions = new EventReactions(rules.Vocabulary, engine, _book, _resolver, actions, _quarantine, _kept, _tally, options);
    }

    /// <summary>When there is something to do though nothing is taken in: an <see cref="Apply(IReadOnlyList{PartitionInput}, DateTimeOffset)"/> later than this (of no inputs, if need be) does it. Null: never.</summary>
    public DateTimeOffset? NextDue => _engine.NextDue;

    /// <summary>The last sequence number that was used.</summary>
    public long AppliedSequence => _sequence;

    /// <summary>What was counted so far.</summary>
    public PartitionCounters Counters => _tally.Picture() with
    {
        AlertsOpen = _book.Count,
        EventsNotKept = _kept.Refused,
        NoticesNotLogged = _notices.Refused,
        Quarantined = _quarantine.Names,
    };

    /// <summary>
    /// Restores the state from what the store holds: the snapshot, then the inputs above it, folded into the rules that they changed. Emits
    /// nothing. Only before anything was applied. Open alerts stand at <paramref name="appliedSequence"/> already.
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
            PartitionSnapshot.Restore(_engine, snapshot);
        }

        foreach (var row in inputs)
        {
            if (row.Sequence <= (snapshot?.Sequence ?? 0))
            {
                continue;
            }

            var (vm, @event) = InputPayload.Read(row.Payload);
            _engine.Fold(new SeenEvent(vm, @event), row.Rules.ToHashSet(StringComparer.Ordinal));
            _sinceSnapshot++;
            _now = Later(_now, row.At);
        }

        foreach (var alert in openAlerts)
        {
            _book.Put(alert);
            _now = Later(_now, alert.RefreshedAt);
        }

        _sequence = appliedSequence;
    }

    /// <summary>
    /// What the change of rules since the last run leads to, once, after <see cref="Restore"/>: alerts of rules and actions that are gone or
    /// disabled end (<c>rule_removed</c>), and so do the alerts about rules that were out (<c>restart</c>).
    /// </summary>
    /// <param name="engineTime">Now; never before what was given earlier.</param>
    public Commit Start(DateTimeOffset engineTime)
    {
        var commit = Begin(engineTime);
        foreach (var alert in _book.All.OrderBy(a => a.StartsAt).ThenBy(a => a.Uid, StringComparer.Ordinal).ToArray())
        {
            if (EndedByStart(alert) is { } reason)
            {
                var vm = new VmView { Id = alert.VmId, Name = alert.VmName, Host = "" };
                _resolver.Resolve(alert, reason, alert.Id == RuleQuarantine.AlertId ? alert.Id : $"alert({alert.Id})", vm, null, _now, commit);
            }
        }

        return Finish(commit, commit.IsEmpty ? 0 : 1);
    }

    /// <summary>Takes a batch in and gives all that follows from it.</summary>
    /// <param name="batch">The inputs, in order.</param>
    /// <param name="engineTime">Now; a time before one that was given earlier counts as that one. Kept in whole microseconds.</param>
    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var commit = Begin(engineTime);
        for (var i = 0; i < batch.Count; i++)
        {
            _tally.Inputs++;
            switch (batch[i])
            {
                case EventInput input: Apply(input, _sequence + i + 1, commit); break;
                case VmStateInput input: commit.Put(input.State); break;
                case var other: throw new ArgumentException($"A partition takes no {other.GetType().Name}.", nameof(batch));
            }
        }

        return Finish(commit, batch.Count);
    }

    /// <summary>
    /// Goes on under other rules and another configuration. Rules that mean the same keep their windows, timers and limits; alerts of rules
    /// and actions that are gone end (<c>rule_removed</c>). The commit holds a snapshot: what was logged before is never folded into these rules.
    /// What became of which rule: <see cref="ReloadReport.Between"/>.
    /// </summary>
    /// <param name="rules">The rules.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="engineTime">Now.</param>
    /// <param name="makeEngine">Makes the engine; null: <see cref="RuleEngine"/>.</param>
    public Commit Reload(RuleSet rules, ReactorConfiguration configuration, DateTimeOffset engineTime, Func<RuleSet, IRuleEngine>? makeEngine = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(configuration);
        var commit = Begin(engineTime);
        var engine = makeEngine?.Invoke(rules) ?? new RuleEngine(rules);
        engine.Restore(_engine.Snapshot());
        _rules = rules;
        _engine = engine;
        var router = new AlertRouter(configuration.Routes, _notices);
        _quarantine = new RuleQuarantine(_book, router, _tally);
        _reactions = new EventReactions(
            rules.Vocabulary, engine, _book, _resolver, new ActionRunner(_book, router, _tally, _notices, _options), _quarantine, _kept, _tally, _options);
        _sequence++;
        PutSnapshot(commit);
        return commit.Build(_partition, _sequence);
    }

    /// <summary>A commit that holds the whole state and nothing else, for a quick next start; empty where nothing was logged since the last.</summary>
    public Commit TakeSnapshot()
    {
        var commit = new CommitBuilder();
        if (_sinceSnapshot > 0)
        {
            _sequence++;
            PutSnapshot(commit);
        }

        return commit.Build(_partition, _sequence);
    }

    private CommitBuilder Begin(DateTimeOffset engineTime)
    {
        _started = true;

        // The store keeps microseconds: what a restart gives back must equal what was in memory.
        var utc = engineTime.ToUniversalTime();
        _now = Later(_now, utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond)));
        return new CommitBuilder();
    }

    private Commit Finish(CommitBuilder commit, int sequenceNumbers)
    {
        if (!commit.IsEmpty)
        {
            _sequence += sequenceNumbers;
            if (_sinceSnapshot >= _options.SnapshotEvery)
            {
                PutSnapshot(commit);
            }
        }

        return commit.Build(_partition, _sequence);
    }

    private void PutSnapshot(CommitBuilder commit)
    {
        commit.Put(PartitionSnapshot.Take(_engine, _sequence));
        _sinceSnapshot = 0;
    }

    private void Apply(EventInput input, long sequence, CommitBuilder commit)
    {
        if (_reactions.Apply(input, _now, commit) is { } touched)
        {
            commit.Add(new InputRow(sequence, InputKind, _now, InputPayload.Write(input.Vm, input.Event), touched));
            _sinceSnapshot++;
            _tally.Logged++;
        }
    }

    private string? EndedByStart(AlertRow alert)
    {
        if (alert.Id == RuleQuarantine.AlertId)
        {
            return "restart";
        }

        var rule = _rules.Find(alert.Rule);
        var lives = rule is { Mode: not RuleMode.Disabled } && rule.Then.Any(action => action is AlertAction a && a.Id == alert.Id);
        return lives ? null : "rule_removed";
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
