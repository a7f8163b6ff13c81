using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Simulation;

/// <summary>The partitions, made when something is for them, and the store below them.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="store">What they write to.</param>
/// <param name="absorb">Takes each commit, with the time it was made at.</param>
internal sealed class SimulatedPartitions(ReactorConfiguration configuration, SimulatedStore store, Action<Commit> absorb)
{
    private readonly PartitionCore?[] _cores = new PartitionCore?[PartitionMap.Count];

    /// <summary>The rules in force.</summary>
    public RuleSet Rules { get; private set; } = RuleSet.Empty;

    /// <summary>The earliest deadline of all; null for none.</summary>
    public DateTimeOffset? NextDue
    {
        get
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
    }

    /// <summary>What was counted.</summary>
    public IEnumerable<PartitionCounters> Counters => _cores.OfType<PartitionCore>().Select(core => core.Counters);

    /// <summary>Runs under these rules from now on: the first ones, or a reload.</summary>
    public void Load(RuleSet rules, DateTimeOffset now)
    {
        Tick(now);
        Rules = rules;
        var next = new PartitionRules(rules, configuration);
        foreach (var core in _cores.OfType<PartitionCore>())
        {
            absorb(core.Reload(next, now));
        }
    }

    /// <summary>Gives a partition inputs.</summary>
    public void Apply(int partition, IReadOnlyList<PartitionInput> inputs, DateTimeOffset now) => absorb(Core(partition, now).Apply(inputs, now));

    /// <summary>Lets those whose deadlines are over do what is due.</summary>
    public void Tick(DateTimeOffset now)
    {
        foreach (var core in _cores)
        {
            if (core?.NextDue < now)
            {
                absorb(core.Apply([], now));
            }
        }
    }

    /// <summary>Whether a step may be begun now: null; else its result.</summary>
    public StepResult? WhyNotBegin(int partition, string step, DateTimeOffset now) => Core(partition, now).WhyNotBegin(step, now);

    /// <summary>The daemon ends: what was in memory is gone.</summary>
    public void Drop() => Array.Clear(_cores);

    /// <summary>The daemon starts: every partition of which something is stored goes on from that.</summary>
    /// <param name="vms">The VMs, which are not heard yet.</param>
    /// <param name="now">Engine time.</param>
    public void Restart(IReadOnlyList<VmView> vms, DateTimeOffset now)
    {
        // As it waits now: what one of them says to another at its start comes to that as it comes at any time.
        var waiting = store.Pending.ToLookup(row => row.Partition);
        foreach (var partition in store.Used.Union(waiting.Select(rows => rows.Key)).Order().ToList())
        {
            var core = new PartitionCore(partition, Rules, configuration);
            store.Restore(partition, core);
            _cores[partition] = core;
            absorb(core.Start(now, vms.Where(vm => PartitionMap.OfVm(vm.Id) == partition), [.. waiting[partition]]));
        }
    }

    private PartitionCore Core(int partition, DateTimeOffset now)
    {
        if (_cores[partition] is { } known)
        {
            return known;
        }

        var core = new PartitionCore(partition, Rules, configuration);
        _cores[partition] = core;
        absorb(core.Start(now));
        return core;
    }
}
