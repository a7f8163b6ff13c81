using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Text;
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
    private readonly RuleSet _rules;
    private readonly IRuleEngine _engine;
    private readonly PartitionOptions _options;
    private readonly EngineOutput _output = new();
    private readonly PartitionTally _tally = new();
    private readonly AlertBook _book;
    private readonly AlertResolver _resolver;
    private readonly ActionRunner _actions;
    private readonly RuleQuarantine _quarantine;
    private readonly KeptEvents _kept;
    private readonly Notices _notices;
    private long _sequence;
    private int _sinceSnapshot;
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private bool _started;

    /// <summary>A partition without state.</summary>
    /// <param name="partition">Its number, 0 to 63.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="configuration">Its routes are what is used.</param>
    /// <param name="options">Bounds; the defaults where null.</param>
    public PartitionCore(int partition, RuleSet rules, ReactorConfiguration configuration, PartitionOptions? options = null)
        : this(partition, rules, configuration.Routes, options ?? new PartitionOptions(), new RuleEngine(rules))
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
        _actions = new ActionRunner(_book, router, _tally, _notices, options);
        _quarantine = new RuleQuarantine(_book, router, _tally);
    }

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
    /// <exception cref="InvalidDataException">What is stored can't be read: it is damaged or of a newer version. The message says what to do.</exception>
    public void Restore(SnapshotRow? snapshot, IEnumerable<InputRow> inputs, IEnumerable<AlertRow> openAlerts, long appliedSequence)
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
            _engine.Fold(new EngineInput(vm, @event), row.Rules.ToHashSet(StringComparer.Ordinal));
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
        var alertChanges = commit.AlertChanges;
        var engineInput = new EngineInput(input.Vm, input.Event);
        _engine.Process(engineInput, _output);
        foreach (var resolution in _output.Resolutions)
        {
            Resolve(resolution, commit);
        }

        foreach (var firing in _output.Firings)
        {
            Fire(firing, engineInput, commit);
        }

        foreach (var error in _output.Errors)
        {
            Report(error, engineInput, commit);
        }

        if (_output.TouchedRules.Count > 0 || commit.AlertChanges > alertChanges)
        {
            commit.Add(new InputRow(
                sequence,
                InputKind,
                _now,
                InputPayload.Write(input.Vm, input.Event),
                [.. _output.TouchedRules.Order(StringComparer.Ordinal)]));
            _sinceSnapshot++;
            _tally.Logged++;
        }

        _kept.Consider(input, _output, _now, commit);
    }

    private void Resolve(Resolution resolution, CommitBuilder commit)
    {
        foreach (var alert in _book.Of(resolution.Vm.Id, resolution.Rule.Name, resolution.Alert.Id))
        {
            _resolver.Resolve(alert, "event", resolution.Alert.Path, resolution.Vm, resolution.Event, _now, commit);
        }
    }

    private void Fire(Firing firing, EngineInput input, CommitBuilder commit)
    {
        if (_quarantine.Holds(firing.Rule))
        {
            return;
        }

        if (firing.LimitedOnly)
        {
            _tally.Limited++;
        }
        else
        {
            _tally.Firings++;
            commit.Add(new FiringRow(
                firing.Id,
                firing.Rule.Name,
                firing.Rule.Severity.ToWord(),
                firing.Vm.Id,
                firing.Vm.Name,
                firing.Event.Id,
                firing.Event.Name,
                _now,
                firing.Key.ToJson(),
                firing.Match.Suppressed));
        }

        var context = new FiringContext(firing, _rules.Vocabulary, _now, commit, _tally, _options);
        foreach (var action in firing.Rule.Then)
        {
            try
            {
                _actions.Run(context, action);
            }
            catch (Exception e) when (Defect.Is(e))
            {
                Quarantine(firing.Rule, input, commit, $"{action.Path}: {e.GetType().Name}: {e.Message}");
            }
        }
    }

    private void Report(RuleError error, EngineInput input, CommitBuilder commit)
    {
        switch (error.Kind)
        {
            case RuleErrorKind.Condition or RuleErrorKind.Key: _tally.CountEvaluationErrors(error.Rule.Name, 1); break;
            case RuleErrorKind.LimitKeyEvicted: _tally.LimitKeysEvicted++; break;
            case RuleErrorKind.Quarantined: Quarantine(error.Rule, input, commit, error.Message); break;
            default: throw new InvalidOperationException($"An engine reports {error.Kind}, which nothing here knows.");
        }
    }

    private void Quarantine(Rule rule, EngineInput input, CommitBuilder commit, string what)
    {
        var at = input.Event.At;
        var firing = Firing.Of(rule, RuleKey.OfVm(input.Vm.Id), input, new MatchInfo(1, at, at, 0));
        _quarantine.Add(new FiringContext(firing, _rules.Vocabulary, _now, commit, _tally, _options), LogText.Escape(what, _options.MaxLogBytes));
    }

    private string? EndedByStart(AlertRow alert)
    {
        if (alert.Id == RuleQuarantine.AlertId)
        {
            return "restart";
        }

        var rule = _rules.Find(alert.Rule);
        var lives = rule is { Mode: RuleMode.Live } && rule.Then.Any(action => action is AlertAction a && a.Id == alert.Id);
        return lives ? null : "rule_removed";
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
