using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Simulation;

/// <summary>
/// The daemon on virtual time: the real partitions, with stand-ins for VMs, store, targets and programs around them. Deterministic, without
/// I/O. Answers take no time; a question that an event leads to is asked a second after it, heartbeats every minute.
/// </summary>
public sealed class Simulation
{
    private const int MaxSteps = 2_000_000;

    private static readonly TimeSpan s_tick = TimeSpan.FromMicroseconds(1);

    private readonly Dictionary<string, SimulatedVm> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedVm> _byId = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _start;
    private readonly SimulatedTime _time;
    private readonly SimulatedRuntime _runtime;
    private readonly SimulatedLinks _links;
    private TimeSpan _shift;
    private TimeSpan _wall;
    private int _work;
    private int _holds;

    /// <summary>A daemon that has just started, to which all VMs are connected.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="start">Engine time at the start.</param>
    /// <param name="vms">The VMs.</param>
    public Simulation(RuleSet rules, ReactorConfiguration configuration, DateTimeOffset start, IEnumerable<VmView> vms)
    {
        ArgumentNullException.ThrowIfNull(vms);
        _start = start;
        _time = new SimulatedTime(start);
        _runtime = new SimulatedRuntime(configuration, _time, id => _byId.GetValueOrDefault(id), name => _byName.GetValueOrDefault(name));
        _links = new SimulatedLinks(_time, Give);
        foreach (var view in vms)
        {
            var vm = new SimulatedVm(view, start);
            _byName.Add(view.Name, vm);
            _byId.Add(view.Id, vm);
        }

        Load(rules);
        if (rules.Rules.Any(r => r.When.Pattern is StatePattern))
        {
            foreach (var vm in _byName.Values)
            {
                _links.Ask(vm);
            }
        }
    }

    /// <summary>What rules did.</summary>
    public SimulationJournal Journal => _runtime.Journal;

    /// <summary>Hears of every event that a partition takes in.</summary>
    public Action<SeenEvent>? Heard { get; set; }

    /// <summary>Engine time.</summary>
    public DateTimeOffset Now => _time.Now;

    /// <summary>All alerts as they stand.</summary>
    public IEnumerable<AlertRow> Alerts => _runtime.Store.Alerts;

    /// <summary>All rows of record tables as they stand.</summary>
    public IEnumerable<RecordRow> Records => _runtime.Store.Records;

    /// <summary>All facts of VMs as they stand: VM's name, name, value.</summary>
    public IEnumerable<(string Vm, string Name, string Value)> Facts
    {
        get
        {
            foreach (var row in _runtime.Store.State("fact"))
            {
                var fact = JsonNode.Parse(row.Payload!.Value.Span)!;
                var id = (string)fact["vm"]!;
                yield return (_byId.TryGetValue(id, out var vm) ? vm.Known.Name : id, (string)fact["name"]!, (string)fact["value"]!);
            }
        }
    }

    /// <summary>What partitions have counted since the last start.</summary>
    public IEnumerable<PartitionCounters> Counters => _runtime.Partitions.Counters;

    /// <summary>Lets time pass until this moment of the test, and does what is due by then.</summary>
    /// <param name="at">From the test's start.</param>
    public void RunUntil(TimeSpan at)
    {
        while (true)
        {
            var end = _start + _shift + at;
            var tick = _runtime.Partitions.NextDue is { } due ? SimulatedTime.Later(due, _time.Now) + s_tick : default(DateTimeOffset?);
            var next = _time.Next is { } planned && !(planned > tick) ? planned : tick;
            if (next is not { } then || then > end)
            {
                _time.Reach(end);
                return;
            }

            if (++_work > MaxSteps)
            {
                throw new SimulationException($"this goes on for too long: {MaxSteps:N0} things were done by {_time.Now:yyyy-MM-dd HH:mm:ss}. Let less time pass, or fewer VMs take part");
            }

            _time.Reach(then);
            if (_time.Next == next)
            {
                _time.Do();
            }
            else
            {
                _runtime.Partitions.Tick(_time.Now);
            }
        }
    }

    /// <summary>Something happens now.</summary>
    /// <param name="input">What; time has come to it.</param>
    public void Take(TestInput input)
    {
        switch (input)
        {
            case EventHappens e: _links.Happens(_byName[e.Vm], e.Name, e.Data); break;
            case LinkChanges link: _links.Change(_byName[link.Vm], link, link.At); break;
            case EngineRestarts restart: Stop(restart); break;
            case RulesReload reload: Load(reload.Rules); break;
            case TargetAnswers answers: _runtime.Targets.Set(answers.Target, answers.Answers); break;
            case CommandAnswers answers: _runtime.Answers.Set(answers); break;
            case ProgramEnds end: _runtime.Answers.Set(end); break;
            case HoldIsSet hold: Broadcast(hold); break;
            case AlertsByHand hand:
                foreach (var row in SimulatedHand.Rows(hand, _runtime.Store.Alerts, $"hand-{++_holds}"))
                {
                    _runtime.Receive(row);
                }

                break;
            case ClockSteps clock: _wall += clock.Step; break;
            default: throw new InvalidOperationException($"Unknown input {input?.GetType().Name}.");
        }
    }

    private void Load(RuleSet rules)
    {
        _runtime.Partitions.Load(rules, _time.Now);
        _links.Load(rules, _byName.Values);
    }

    private void Stop(EngineRestarts restart)
    {
        if (!_time.IsUp)
        {
            throw new SimulationException($"at {restart.At}: the daemon is down, it can't be restarted");
        }

        _runtime.Stop();
        foreach (var vm in _byName.Values)
        {
            vm.Leave(_time.Now);
        }

        _time.Stop(restart.DownFor, () => Begin(restart.At + restart.DownFor));
    }

    private void Begin(TimeSpan at)
    {
        // Engine time: never before what was stored, else the wall clock's.
        var stopped = _time.Now;
        _time.Begin(SimulatedTime.Later(_runtime.Store.LastAt, _start + at + _wall));
        _shift += _time.Now - stopped;
        _runtime.Begin([.. _byName.Values.Where(v => v.IsTouched).Select(v => v.Known)]);
        _links.Begin(_byName.Values);
    }

    private void Broadcast(HoldIsSet hold)
    {
        var (kind, payload) = _runtime.Holds.Set(hold, $"hold-{++_holds}", _time.Now);
        for (var partition = 0; partition < PartitionMap.Count; partition++)
        {
            _runtime.Receive(new InboxRow($"hold-{_holds}/{partition}", partition, kind, payload));
        }
    }

    private void Give(SimulatedVm vm, PartitionInput[] inputs)
    {
        foreach (var input in inputs.OfType<EventInput>())
        {
            Heard?.Invoke(new SeenEvent(input.Vm, input.Event));
        }

        _runtime.Partitions.Apply(PartitionMap.OfVm(vm.Known.Id), inputs, _time.Now);
    }
}
