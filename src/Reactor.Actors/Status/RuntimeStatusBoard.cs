using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reactor.Actors.Clocks;

namespace Reactor.Actors.Status;

/// <summary>Reads the status of the running daemon. Safe from any thread; disturbs nobody.</summary>
public interface IRuntimeStatusSource
{
    /// <summary>The status now.</summary>
    RuntimeStatus Read();
}

/// <summary>Where each actor puts its own status, as an immutable value, whenever it changes.</summary>
internal sealed class RuntimeStatusBoard(EngineClock clock, int rules) : IRuntimeStatusSource
{
    private readonly ConcurrentDictionary<string, Func<VmStatus>> _vms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TargetStatus> _targets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, int> _heldBatches = new();
    private volatile StoreStatus _store = new() { Writable = true };
    private volatile string? _fault;

    /// <summary>The store's status; written by the outbox alone.</summary>
    public StoreStatus Store
    {
        get => _store;
        set => _store = value;
    }

    /// <summary>The fault that stops the daemon. The first one stays.</summary>
    public void ReportFault(string fault) => Interlocked.CompareExchange(ref _fault, fault, null);

    /// <summary>Enters a VM. <paramref name="read"/> is called from any thread.</summary>
    public void SetVm(string name, Func<VmStatus> read) => _vms[name] = read;

    /// <summary>Enters a target's status.</summary>
    public void SetTarget(TargetStatus status) => _targets[status.Name] = status;

    /// <summary>Enters how many batches a shard holds back.</summary>
    public void SetHeldBatches(int shard, int count) => _heldBatches[shard] = count;

    /// <inheritdoc/>
    public RuntimeStatus Read() => new()
    {
        StartedAt = clock.Start,
        Now = clock.Now,
        Rules = rules,
        Vms = [.. _vms.Values.Select(read => read()).OrderBy(vm => vm.Name, StringComparer.Ordinal)],
        Targets = [.. _targets.Values.OrderBy(target => target.Name, StringComparer.Ordinal)],
        Store = _store with { HeldBatches = _heldBatches.Values.Sum() },
        Fault = _fault,
    };
}
