using System.Diagnostics.CodeAnalysis;

namespace Reactor.Reactions.Steps;

/// <summary>The runs that go on, found by what may move them: their slot, their step's result, an event of their VM, a deadline.</summary>
internal sealed class RunBook
{
    private readonly Dictionary<string, StepRun> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VmRuns> _byVm = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rule, string Key), string> _bySlot = [];
    private readonly Dictionary<string, string> _byStep = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _expecting = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Due, string Id)> _due = [];

    public int Count => _runs.Count;

    /// <summary>All, in the order of their ids.</summary>
    public IEnumerable<StepRun> All => _runs.Values.OrderBy(run => run.Id, StringComparer.Ordinal);

    /// <summary>The earliest end of an expectation.</summary>
    public DateTimeOffset? NextDue => _due.Count == 0 ? null : _due.Min.Due;

    /// <summary>The runs of a VM together; null where it has none.</summary>
    public VmRuns? OfVm(string vmId) => _byVm.GetValueOrDefault(vmId);

    public bool Contains(string id) => _runs.ContainsKey(id);

    /// <summary>The run of a rule and key.</summary>
    public bool TryGet((string Rule, string Key) slot, [NotNullWhen(true)] out StepRun? run)
    {
        run = _bySlot.TryGetValue(slot, out var id) ? _runs[id] : null;
        return run is not null;
    }

    /// <summary>The run that awaits the result of a step.</summary>
    public bool TryGetByStep(string step, [NotNullWhen(true)] out StepRun? run)
    {
        run = _byStep.TryGetValue(step, out var id) ? _runs[id] : null;
        return run is not null;
    }

    /// <summary>The runs that expect an event of a VM, in the order of their ids.</summary>
    public StepRun[] Expecting(string vmId) => _expecting.TryGetValue(vmId, out var ids) ? [.. ids.Select(id => _runs[id])] : [];

    /// <summary>The runs whose expectation ended before now, the earliest first.</summary>
    public StepRun[] Overdue(DateTimeOffset now) => [.. _due.TakeWhile(entry => entry.Due < now).Select(entry => _runs[entry.Id])];

    /// <summary>Keeps a run as it stands now.</summary>
    /// <param name="run">The run.</param>
    /// <param name="weight">Bytes of its stored form.</param>
    public void Put(StepRun run, long weight)
    {
        Forget(run.Id);
        _runs.Add(run.Id, run);
        Weigh(run, weight);
        _bySlot.Add(run.Slot, run.Id);
        if (run.Current is not { } current)
        {
            return;
        }

        if (current.Result is null)
        {
            _byStep.Add(current.Id, run.Id);
        }

        if (current.Expected is { State: ExpectationState.Open } expected)
        {
            _due.Add((expected.Due, run.Id));
            if (!_expecting.TryGetValue(run.Firing.Vm.Id, out var ids))
            {
                _expecting.Add(run.Firing.Vm.Id, ids = new SortedSet<string>(StringComparer.Ordinal));
            }

            ids.Add(run.Id);
        }
    }

    /// <summary>A run has ended.</summary>
    public void Remove(string id)
    {
        if (Forget(id) is { } run && OfVm(run.Firing.Vm.Id) is { } vm)
        {
            vm.RefusalWasTold = false;
            if (vm.Count == 0)
            {
                _byVm.Remove(run.Firing.Vm.Id);
            }
        }
    }

    private void Weigh(StepRun run, long weight)
    {
        if (!_byVm.TryGetValue(run.Firing.Vm.Id, out var vm))
        {
            _byVm.Add(run.Firing.Vm.Id, vm = new VmRuns());
        }

        vm.Count++;
        vm.Bytes += weight;
        _weights[run.Id] = weight;
    }

    private StepRun? Forget(string id)
    {
        if (!_runs.Remove(id, out var run))
        {
            return null;
        }

        var vm = _byVm[run.Firing.Vm.Id];
        vm.Count--;
        vm.Bytes -= _weights.Remove(id, out var weight) ? weight : 0;
        _bySlot.Remove(run.Slot);
        if (run.Current is not { } current)
        {
            return run;
        }

        _byStep.Remove(current.Id);
        if (current.Expected is { } expected && _due.Remove((expected.Due, id)) && _expecting.TryGetValue(run.Firing.Vm.Id, out var ids))
        {
            ids.Remove(id);
            if (ids.Count == 0)
            {
                _expecting.Remove(run.Firing.Vm.Id);
            }
        }

        return run;
    }
}
