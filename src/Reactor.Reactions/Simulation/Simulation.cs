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

    // Of Reactor's own that tell of a connection: with rules on these every VM's is of use, else only those to which something happened.
    private static readonly ImmutableArray<string> s_linkEvents = ["VM_GAP", "VM_CONNECTED"];

    private static readonly TimeSpan s_question = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_tick = TimeSpan.FromMicroseconds(1);

    private readonly Dictionary<string, SimulatedVm> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedVm> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Partition, StepRow Row)> _steps = new(StringComparer.Ordinal);
    private readonly Queue<InboxRow> _inbox = new();
    private readonly Agenda _agenda = new();
    private readonly SimulatedStore _store = new();
    private readonly SimulatedTargets _targets;
    private readonly SimulatedSteps _answers = new();
    private readonly SimulatedPartitions _partitions;
    private readonly SimulatedDeliveries _deliveries;
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private TimeSpan _shift;
    private TimeSpan _wall;
    private int _daemon;
    private bool _isUp = true;
    private bool _asksState;
    private bool _hearsLinks;
    private ImmutableArray<StateQuestion> _asked = [];
    private bool _isRouting;
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
        _start = _now = start;
        _targets = new SimulatedTargets(configuration);
        Journal = new SimulationJournal(name => _partitions!.Rules.Find(name));
        _partitions = new SimulatedPartitions(configuration, _store, Absorb);
        _deliveries = new SimulatedDeliveries(_targets, Schedule, row => Receive(row));
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
                Ask(vm);
            }
        }
    }

    /// <summary>What rules did.</summary>
    public SimulationJournal Journal { get; }

    /// <summary>Hears of every event that a partition takes in.</summary>
    public Action<SeenEvent>? Heard { get; set; }

    /// <summary>Engine time.</summary>
    public DateTimeOffset Now => _now;

    /// <summary>All alerts as they stand.</summary>
    public IEnumerable<AlertRow> Alerts => _store.Alerts;

    /// <summary>All rows of record tables as they stand.</summary>
    public IEnumerable<RecordRow> Records => _store.Records;

    /// <summary>All facts of VMs as they stand: VM's name, name, value.</summary>
    public IEnumerable<(string Vm, string Name, string Value)> Facts
    {
        get
        {
            foreach (var row in _store.State("fact"))
            {
                var fact = JsonNode.Parse(row.Payload!.Value.Span)!;
                var id = (string)fact["vm"]!;
                yield return (_byId.TryGetValue(id, out var vm) ? vm.Known.Name : id, (string)fact["name"]!, (string)fact["value"]!);
            }
        }
    }

    /// <summary>What partitions have counted since the last start.</summary>
    public IEnumerable<PartitionCounters> Counters => _partitions.Counters;

    /// <summary>Lets time pass until this moment of the test, and does what is due by then.</summary>
    /// <param name="at">From the test's start.</param>
    public void RunUntil(TimeSpan at)
    {
        while (true)
        {
            var end = _start + _shift + at;
            var tick = _partitions.NextDue is { } due ? Later(due, _now) + s_tick : default(DateTimeOffset?);
            var next = _agenda.Next is { } planned && !(planned > tick) ? planned : tick;
            if (next is not { } then || then > end)
            {
                _now = Later(_now, end);
                return;
            }

            if (++_work > MaxSteps)
            {
                throw new SimulationException($"this goes on for too long: {MaxSteps:N0} things were done by {_now:yyyy-MM-dd HH:mm:ss}. Let less time pass, or fewer VMs take part");
            }

            _now = Later(_now, then);
            if (_agenda.Next == next)
            {
                _agenda.Take()();
            }
            else
            {
                _partitions.Tick(_now);
            }
        }
    }

    /// <summary>Something happens now.</summary>
    /// <param name="input">What; time has come to it.</param>
    public void Take(TestInput input)
    {
        switch (input)
        {
            case EventHappens e: Happens(_byName[e.Vm], e.Name, e.Data); break;
            case LinkChanges link: Change(_byName[link.Vm], link, link.At); break;
            case EngineRestarts restart: Stop(restart); break;
            case RulesReload reload: Load(reload.Rules); break;
            case TargetAnswers answers: _targets.Set(answers.Target, answers.Answers); break;
            case CommandAnswers answers: _answers.Set(answers); break;
            case ProgramEnds end: _answers.Set(end); break;
            case HoldIsSet hold: Broadcast(hold); break;
            case AlertsByHand hand:
                foreach (var row in SimulatedHand.Rows(hand, _store.Alerts, $"hand-{++_holds}"))
                {
                    Receive(row);
                }

                break;
            case ClockSteps clock: _wall += clock.Step; break;
            default: throw new InvalidOperationException($"Unknown input {input?.GetType().Name}.");
        }
    }

    private void Happens(SimulatedVm vm, string name, ReadOnlyMemory<byte> data)
    {
        if (vm.Happens(name, data, _now) is not { } heard)
        {
            return;
        }

        Touch(vm);
        Give(vm, new EventInput(vm.Known, heard));
        if (EventCatalogue.StateBearing.Contains(name) && vm.QuestionAt is null)
        {
            vm.QuestionAt = _now + s_question;
            Schedule(_now + s_question, _ => Ask(vm));
        }
    }

    private void Change(SimulatedVm vm, LinkChanges link, TimeSpan at)
    {
        switch (link.Link)
        {
            case TestLink.Down or TestLink.Ended: Tell(vm, vm.Ends(_now, link.Link == TestLink.Ended)); break;
            case TestLink.Missed:
                vm.Set(link);
                if (vm.IsConnected)
                {
                    Tell(vm, vm.Misses(_now, _asked));
                }

                break;
            case TestLink.Silent when !vm.CanConnect: throw new SimulationException($"at {at}: the link to {vm.Known.Name} is down, or it is silent already: write link: up before link: silent");
            case TestLink.Silent: Tell(vm, vm.FallsSilent(_now)); break;
            case TestLink.Answers when vm.SilentSince is null: throw new SimulationException($"at {at}: {vm.Known.Name} isn't silent: link: answers follows link: silent");
            case TestLink.Answers when vm.IsConnected: Tell(vm, vm.Revives(_now)); break;
            default:
                vm.Set(link);
                vm.Appears();
                Connect(vm, isStart: false);
                break;
        }
    }

    private void Connect(SimulatedVm vm, bool isStart)
    {
        if (_isUp)
        {
            Tell(vm, vm.Connects(_now, _asked, isStart));
        }
    }

    // A daemon that is down hears nothing.
    private void Tell(SimulatedVm vm, IEnumerable<PartitionInput> inputs)
    {
        PartitionInput[] told = [.. inputs];
        if (_isUp && told.Length > 0)
        {
            Touch(vm);
            Give(vm, [.. told.Select(input => input is EventInput e ? e with { Event = e.Event with { At = _now } } : input)]);
        }
    }

    private void Ask(SimulatedVm vm)
    {
        vm.QuestionAt = null;
        if (vm.IsConnected && vm.SilentSince is null)
        {
            vm.Answers(_now);
            Give(vm, new StateAnswerInput(vm.Known, vm.MakeId("state"), _now));
        }
    }

    // Heartbeats only tell something to rules that look at states.
    private void Touch(SimulatedVm vm)
    {
        if (!vm.IsTouched)
        {
            vm.IsTouched = true;
            Heartbeat(vm);
        }
    }

    private void Heartbeat(SimulatedVm vm)
    {
        if (_asksState)
        {
            Schedule(_now + s_heartbeat, _ =>
            {
                Ask(vm);
                Heartbeat(vm);
            });
        }
    }

    private void Load(RuleSet rules)
    {
        _partitions.Load(rules, _now);
        var asked = _asksState;
        _asksState = rules.Rules.Any(r => r.When.Pattern is StatePattern || r.AllActions.OfType<AlertAction>().Any(a => a.ResolvedBy.Any(b => b is StateResolver)));
        _hearsLinks = s_linkEvents.Any(rules.Wants);
        _asked = StateQuestion.For(rules.Wants);
        foreach (var vm in asked ? [] : _byName.Values.Where(v => v.IsTouched))
        {
            Heartbeat(vm);
        }
    }

    private void Stop(EngineRestarts restart)
    {
        if (!_isUp)
        {
            throw new SimulationException($"at {restart.At}: the daemon is down, it can't be restarted");
        }

        _daemon++;
        _isUp = false;
        _isRouting = false;
        _partitions.Drop();
        _inbox.Clear();
        foreach (var vm in _byName.Values)
        {
            vm.Leave(_now);
        }

        _agenda.Add(_now + restart.DownFor, () => Begin(restart.At + restart.DownFor));
    }

    private void Begin(TimeSpan at)
    {
        // Engine time: never before what was stored, else the wall clock's.
        var stopped = _now;
        _now = Later(_store.LastAt, _start + at + _wall);
        _shift += _now - stopped;
        _isUp = true;
        foreach (var (id, (partition, _)) in _steps.ToList())
        {
            _steps.Remove(id);
            Receive(new InboxRow($"{id}/result", partition, InboxKinds.StepResult, StepResultJson.Write(StepResult.OfInterrupted(id))), route: false);
        }

        _partitions.Restart([.. _byName.Values.Where(v => v.IsTouched).Select(v => v.Known)], _now);
        _deliveries.Resume(_now);
        foreach (var vm in _byName.Values.Where(v => v.CanConnect || v.IsTouched || _asksState || _hearsLinks))
        {
            if (!(vm.IsTouched || _asksState || _hearsLinks))
            {
                vm.Resumes();
                continue;
            }

            vm.IsTouched = true;
            Heartbeat(vm);
            if (vm.CanConnect)
            {
                Connect(vm, isStart: true);
            }
            else
            {
                Tell(vm, vm.IsGone());
            }
        }
    }

    private void Broadcast(HoldIsSet hold)
    {
        var (kind, payload) = SimulatedHold.Write(hold, $"hold-{++_holds}", _now);
        for (var partition = 0; partition < PartitionMap.Count; partition++)
        {
            Receive(new InboxRow($"hold-{_holds}/{partition}", partition, kind, payload));
        }
    }

    private void Give(SimulatedVm vm, params PartitionInput[] inputs)
    {
        foreach (var input in inputs.OfType<EventInput>())
        {
            Heard?.Invoke(new SeenEvent(input.Vm, input.Event));
        }

        _partitions.Apply(PartitionMap.OfVm(vm.Known.Id), inputs, _now);
    }

    private void Receive(InboxRow row, bool route = true)
    {
        if (_store.Add(row) && route && _isUp)
        {
            Route(row);
        }
    }

    private void Absorb(Commit commit)
    {
        if (commit.IsEmpty)
        {
            return;
        }

        Journal.Take(commit, _now);
        var (inbox, steps) = _store.Append(commit, _now);
        foreach (var delivery in commit.Deliveries)
        {
            _deliveries.Add(commit.Partition, delivery, _now);
        }

        foreach (var step in steps)
        {
            Run(commit.Partition, step);
        }

        foreach (var row in inbox)
        {
            Route(row);
        }
    }

    private void Run(int partition, StepRow step)
    {
        _steps[step.Id] = (partition, step);
        Schedule(_now, _ =>
        {
            var (result, took) = _partitions.WhyNotBegin(partition, step.Id, _now) is { } not ? (not, TimeSpan.Zero) : Begin(step);
            Schedule(_now + took, _ =>
            {
                _steps.Remove(step.Id);
                if (result.WasNotBegun)
                {
                    _store.GiveBack(step);
                }

                Receive(new InboxRow($"{step.Id}/result", partition, InboxKinds.StepResult, StepResultJson.Write(result)));
            });
        });
    }

    private (StepResult Result, TimeSpan Took) Begin(StepRow step)
    {
        Journal.Begin(step, _now);
        return _answers.Run(step, _byId.GetValueOrDefault(step.VmId));
    }

    // One after another: a partition that is at work takes nothing in.
    private void Route(InboxRow row)
    {
        _inbox.Enqueue(row);
        if (!_isRouting)
        {
            _isRouting = true;
            Schedule(_now, _ => Drain());
        }
    }

    private void Drain()
    {
        _isRouting = false;
        while (_inbox.TryDequeue(out var row))
        {
            _partitions.Apply(row.Partition, [new InboxInput(row)], _now);
        }
    }

    /// <summary>Has something done by this daemon: one that ended meanwhile does nothing.</summary>
    private void Schedule(DateTimeOffset at, Action<DateTimeOffset> action)
    {
        var daemon = _daemon;
        _agenda.Add(at, () =>
        {
            if (daemon == _daemon && _isUp)
            {
                action(_now);
            }
        });
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
