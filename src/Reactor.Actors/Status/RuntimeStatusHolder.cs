using Reactor.Actors.Hosting;

namespace Reactor.Actors.Status;

/// <summary>The status before and after the runtime has started.</summary>
internal sealed class RuntimeStatusHolder(RuntimePlan plan) : IRuntimeStatusSource
{
    private volatile RuntimeStatusBoard? _board;

    /// <summary>The running runtime's; null before.</summary>
    public RuntimeStatusBoard? Board
    {
        get => _board;
        set => _board = value;
    }

    public long Commits => _board?.Commits ?? 0;

    public RuntimeStatus Read()
    {
        if (_board is { } board)
            return board.Read();
        var now = plan.Time.GetUtcNow();
        return new RuntimeStatus { StartedAt = now, Now = now, Rules = plan.Settings.Rules.Rules.Length, Engine = plan.Settings.Rules.EngineName, CodeRules = plan.Settings.Rules.CodeRules, Store = new StoreStatus { Writable = true } };
    }

    public RuntimeCounts ReadCounts() => _board?.ReadCounts() ?? default;

    public RuntimeHealth ReadHealth() => _board?.ReadHealth() ?? new RuntimeHealth(null, Writable: true);
}
