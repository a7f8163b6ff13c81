using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Simulation.Recordings;

/// <summary>
/// Recorded events through the real partitions, dry: nothing is sent or run, every delivery arrives, every step succeeds. Time is that of the
/// events, made monotonic: an event that is older than the one before it counts as of the same time. Deadlines are met as time passes; at the
/// end of the recording it stops. Memory doesn't grow with the number of events.
/// </summary>
public sealed class Replay
{
    /// <summary>VMs that one recording may be about.</summary>
    public const int MaxVms = 100_000;

    private static readonly TimeSpan s_tick = TimeSpan.FromMicroseconds(1);

    private readonly PartitionCore?[] _cores = new PartitionCore?[PartitionMap.Count];
    private readonly Dictionary<string, (VmView View, int Partition)> _vms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _states = new(StringComparer.Ordinal); // Run states that events told, by VM id.
    private readonly Queue<InboxRow> _inbox = new();
    private readonly SimulatedSteps _steps = new();
    private readonly EventInput[] _one = new EventInput[1];
    private readonly RuleSet _rules;
    private readonly ReactorConfiguration _configuration;
    private readonly KnownVms _known;
    private readonly SimulationJournal _journal;
    private readonly Action<SimulationJournal, Commit> _observe;
    private DateTimeOffset _now = DateTimeOffset.MinValue;
    private long _number;

    /// <summary>Starts without state.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="configuration">What they run under.</param>
    /// <param name="observe">Is shown each commit in which something was done, and what that was, rendered.</param>
    public Replay(RuleSet rules, ReactorConfiguration configuration, Action<SimulationJournal, Commit> observe)
    {
        _rules = rules;
        _configuration = configuration;
        _known = new KnownVms(configuration);
        _observe = observe;
        _journal = new SimulationJournal(rules.Find);
    }

    /// <summary>Time of the last event.</summary>
    public DateTimeOffset Now => _now;

    /// <summary>Takes an event in; false where it is of one VM too many.</summary>
    /// <param name="vmName">Its VM's name; null where the recording doesn't tell.</param>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data.</param>
    /// <param name="at">Its time; null where the recording doesn't tell.</param>
    /// <param name="id">Its id; null for one that is derived from its place.</param>
    public bool Take(string? vmName, string name, ReadOnlyMemory<byte> data, DateTimeOffset? at, string? id = null)
    {
        _number++;
        var key = vmName ?? "";
        if (!_vms.TryGetValue(key, out var vm))
        {
            if (_vms.Count >= MaxVms)
            {
                return false;
            }

            var view = _known.Find(vmName);
            vm = (view, PartitionMap.OfVm(view.Id));
        }

        Pass(at is { } time && time > _now ? time : _now == DateTimeOffset.MinValue ? DateTimeOffset.UnixEpoch : _now);
        var status = RunState.After(vm.View.Status, name, data);
        if (!ReferenceEquals(status, vm.View.Status) && status != vm.View.Status)
        {
            vm.View = vm.View with { Status = status };
            _states[vm.View.Id] = status;
        }

        _vms[key] = vm;
        _one[0] = new EventInput(vm.View, new VmEvent
        {
            Id = id ?? $"replay/{_number}",
            Name = name,
            Data = data,
            At = _now,
            QemuMicroseconds = at is { } own ? (own.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : null,
            Origin = EventOrigin.Replay,
        });
        Absorb(Core(vm.Partition).Apply(_one, _now));
        Drain();
        return true;
    }

    /// <summary>Lets time go on without events: what waits comes due.</summary>
    /// <param name="span">How long.</param>
    public void RunOn(TimeSpan span)
    {
        if (_now > DateTimeOffset.MinValue && span > TimeSpan.Zero)
        {
            Pass(span < DateTimeOffset.MaxValue - _now ? _now + span : DateTimeOffset.MaxValue);
        }
    }

    /// <summary>What waits where the recording ends.</summary>
    public ReplayWaiting Waiting()
    {
        var keys = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (rule, counters) in _cores.OfType<PartitionCore>().SelectMany(core => core.RuleCounters).Where(c => c.Value.Keys > 0))
        {
            keys[rule.Name] = keys.GetValueOrDefault(rule.Name) + counters.Keys;
        }

        var counted = _cores.OfType<PartitionCore>().Select(core => core.Counters).ToList();
        return new(keys, counted.Sum(c => c.AlertsOpen), counted.Sum(c => c.AlertsHeld), NextDue());
    }

    private void Pass(DateTimeOffset to)
    {
        while (NextDue() is { } due && due + s_tick <= to)
        {
            _now = due + s_tick > _now ? due + s_tick : _now + s_tick;
            foreach (var core in _cores)
            {
                if (core?.NextDue < _now)
                {
                    Absorb(core.Apply([], _now));
                }
            }

            Drain();
        }

        _now = to > _now ? to : _now;
    }

    private DateTimeOffset? NextDue()
    {
        DateTimeOffset? next = null;
        foreach (var core in _cores)
        {
            if (core?.NextDue is { } due && !(due >= next))
            {
                next = due;
            }
        }

        return next;
    }

    private void Absorb(Commit commit)
    {
        if (commit.IsEmpty)
        {
            return;
        }

        if (!(commit.Firings.IsEmpty && commit.Alerts.IsEmpty && commit.Deliveries.IsEmpty && commit.Records.IsEmpty && commit.Steps.IsEmpty && commit.State.IsEmpty && commit.LogLines.IsEmpty))
        {
            _journal.Take(commit, _now);
            foreach (var step in commit.Steps.Where(step => step.Ended is null))
            {
                _journal.Begin(step, _now);
            }

            _observe(_journal, commit);
            _journal.Clear();
        }

        foreach (var row in commit.Outgoing)
        {
            _inbox.Enqueue(row);
        }

        foreach (var step in commit.Steps.Where(step => step.Ended is null))
        {
            var result = _steps.Run(step, Monitor(step)).Result;
            _inbox.Enqueue(new InboxRow($"{step.Id}/result", commit.Partition, InboxKinds.StepResult, StepResultJson.Write(result)));
        }
    }

    // It answers for the state that the events so far led to. Budgets are not taken: what would have been done is the question.
    private SimulatedVm Monitor(StepRow step)
    {
        var view = _known.Find(step.VmName);
        return new SimulatedVm(view with { Status = _states.GetValueOrDefault(step.VmId, view.Status) }, DateTimeOffset.MinValue);
    }

    private void Drain()
    {
        while (_inbox.TryDequeue(out var row))
        {
            Absorb(Core(row.Partition).Apply([new InboxInput(row)], _now));
        }
    }

    private PartitionCore Core(int partition)
    {
        if (_cores[partition] is { } known)
        {
            return known;
        }

        var core = new PartitionCore(partition, _rules, _configuration);
        _cores[partition] = core;
        Absorb(core.Start(_now));
        return core;
    }
}

/// <summary>What waits where a recording ends: only more events or more time decide it.</summary>
/// <param name="Keys">By rule: counts, sequences, absences and the like that are under way, one for each VM and key.</param>
/// <param name="AlertsOpen">Alerts that fire.</param>
/// <param name="AlertsHeld">Those of them whose notification is held.</param>
/// <param name="NextDue">When the next deadline is; null for none.</param>
public sealed record ReplayWaiting(IReadOnlyDictionary<string, long> Keys, long AlertsOpen, long AlertsHeld, DateTimeOffset? NextDue);
