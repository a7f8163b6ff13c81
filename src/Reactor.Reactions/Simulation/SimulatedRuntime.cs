using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Simulation;

/// <summary>The real partitions, and what goes between them, the store, targets and programs.</summary>
internal sealed class SimulatedRuntime
{
    private readonly Dictionary<string, (int Partition, StepRow Row)> _steps = new(StringComparer.Ordinal);
    private readonly Queue<InboxRow> _inbox = new();
    private readonly SimulatedTime _time;
    private readonly Func<string, SimulatedVm?> _vmOf;
    private readonly SimulatedDeliveries _deliveries;
    private bool _isRouting;

    /// <summary>Without rules.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="time">Engine time.</param>
    /// <param name="vmOf">Finds a VM by its id.</param>
    /// <param name="vmNamed">Finds a VM by its name.</param>
    public SimulatedRuntime(ReactorConfiguration configuration, SimulatedTime time, Func<string, SimulatedVm?> vmOf, Func<string, SimulatedVm?> vmNamed)
    {
        (_time, _vmOf) = (time, vmOf);
        Targets = new SimulatedTargets(configuration);
        Journal = new SimulationJournal(name => Partitions!.Rules.Find(name));
        Partitions = new SimulatedPartitions(configuration, Store, Absorb);
        Holds = new SimulatedHolds(name => Partitions!.Rules.Find(name), vmNamed);
        _deliveries = new SimulatedDeliveries(Targets, Holds, time.Schedule, row => Receive(row));
    }

    /// <summary>What rules did.</summary>
    public SimulationJournal Journal { get; }

    /// <summary>What is durable.</summary>
    public SimulatedStore Store { get; } = new();

    /// <summary>How targets answer.</summary>
    public SimulatedTargets Targets { get; }

    /// <summary>What operators hold back.</summary>
    public SimulatedHolds Holds { get; }

    /// <summary>How commands and programs end.</summary>
    public SimulatedSteps Answers { get; } = new();

    /// <summary>The partitions.</summary>
    public SimulatedPartitions Partitions { get; }

    /// <summary>Takes a row for a partition, once.</summary>
    public void Receive(InboxRow row, bool route = true)
    {
        if (Store.Add(row) && route && _time.IsUp)
        {
            Route(row);
        }
    }

    /// <summary>What isn't durable is gone.</summary>
    public void Stop()
    {
        _isRouting = false;
        Partitions.Drop();
        _inbox.Clear();
    }

    /// <summary>The next daemon goes on with what is.</summary>
    public void Begin(IReadOnlyList<VmView> vms)
    {
        foreach (var (id, (partition, _)) in _steps.ToList())
        {
            _steps.Remove(id);
            Receive(new InboxRow($"{id}/result", partition, InboxKinds.StepResult, StepResultJson.Write(StepResult.OfInterrupted(id))), route: false);
        }

        Partitions.Restart([.. vms], _time.Now);
        _deliveries.Resume(_time.Now);
    }

    private void Absorb(Commit commit)
    {
        if (commit.IsEmpty)
        {
            return;
        }

        Journal.Take(commit, _time.Now);
        var (inbox, steps) = Store.Append(commit, _time.Now);
        foreach (var delivery in commit.Deliveries)
        {
            _deliveries.Add(commit.Partition, delivery, _time.Now);
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
        _time.Schedule(_time.Now, _ =>
        {
            var (result, took) = Partitions.WhyNotBegin(partition, step.Id, _time.Now) is { } not ? (not, TimeSpan.Zero) : Begin(step);
            _time.Schedule(_time.Now + took, _ =>
            {
                _steps.Remove(step.Id);
                if (result.WasNotBegun)
                {
                    Store.GiveBack(step);
                }

                Receive(new InboxRow($"{step.Id}/result", partition, InboxKinds.StepResult, StepResultJson.Write(result)));
            });
        });
    }

    private (StepResult Result, TimeSpan Took) Begin(StepRow step)
    {
        Journal.Begin(step, _time.Now);
        return Answers.Run(step, _vmOf(step.VmId));
    }

    // One after another: a partition that is at work takes nothing in.
    private void Route(InboxRow row)
    {
        _inbox.Enqueue(row);
        if (!_isRouting)
        {
            _isRouting = true;
            _time.Schedule(_time.Now, _ => Drain());
        }
    }

    private void Drain()
    {
        _isRouting = false;
        while (_inbox.TryDequeue(out var row))
        {
            Partitions.Apply(row.Partition, [new InboxInput(row)], _time.Now);
        }
    }
}
