using Reactor.Actors.Vms;
using Reactor.Qmp;

namespace Reactor.Actors.Steps;

/// <summary>A VM that is connected and known: what commands to it go through. The connection belongs to the VM's actor.</summary>
/// <param name="Identity">Who answers.</param>
/// <param name="Connection">Commands on it fail once it has ended.</param>
internal sealed record LiveVm(VmIdentity Identity, QmpConnection Connection)
{
    /// <summary>Why commands that change something may not go to it now; null where they may.</summary>
    public Func<string?> WhyReadOnly { get; init; } = () => null;
}

/// <summary>The VMs that are live, by their keys. Each is entered and removed by its own actor. Safe for concurrent use.</summary>
internal sealed class LiveVms
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LiveVm> _byId = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>There will be so many.</summary>
    public void Expect(int vms)
    {
        lock (_lock)
            _byId.EnsureCapacity(vms);
    }

    /// <summary>Enters a VM.</summary>
    public void Put(LiveVm vm)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _byId[vm.Identity.View.Id] = vm;
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    /// <summary>Removes the VM of a connection; nothing where that was not live, or another has taken its place.</summary>
    public void Remove(string id, QmpConnection connection)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(id, out var vm) && ReferenceEquals(vm.Connection, connection))
                _byId.Remove(id);
        }
    }

    /// <summary>The VM; null where it is not live.</summary>
    /// <param name="id">The VM's key.</param>
    public LiveVm? Find(string id)
    {
        lock (_lock)
            return _byId.GetValueOrDefault(id);
    }

    /// <summary>The VM; waits for one that is not live: after a restart steps are there before their VMs are connected.</summary>
    /// <param name="id">The VM's key.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Null where it did not come.</returns>
    public async Task<LiveVm?> WaitAsync(string id, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, ct);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_byId.TryGetValue(id, out var vm))
                    return vm;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                ct.ThrowIfCancellationRequested();
                return null;
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
