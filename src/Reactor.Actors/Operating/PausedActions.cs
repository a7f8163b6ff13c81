using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Status;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>
/// Pauses commands and programs of rules, and lets them go on. The store decides (<see cref="IPauseStore"/>); this finds what is meant, and tells
/// the status. One at a time, so that the status shows what the store has.
/// </summary>
internal sealed class PausedActions(IPauseStore store, RuntimeStatusBoard board, Func<RuleSet> rules, AuditRows rows, EngineClock clock, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>At the start: what an earlier daemon was told holds.</summary>
    public async Task RestoreAsync()
    {
        board.Pauses = await store.PausesAsync().ConfigureAwait(false);
        foreach (var pause in board.Pauses)
        {
            var scope = pause.Scope.ToString();
            OperatorLog.StillPaused(logger, scope, pause.Id, pause.By, pause.At, pause.Reason);
        }
    }

    /// <summary>Pauses. Durable when it completes: nothing that is meant is begun from then on.</summary>
    public async Task<PauseAnswer> PauseAsync(PauseRequest request)
    {
        if (request.Reason.Trim() is not { Length: > 0 and <= PauseRequest.LongestReason } reason)
            return Refused(RefusalReason.Wrong, $"a reason is wanted, of 1 to {PauseRequest.LongestReason} characters");
        var (scope, problem) = ScopeOf(request);
        if (scope is null)
            return Refused(RefusalReason.NotThere, problem!);
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            var pause = new ActionPause { Id = "", Scope = scope, At = clock.Now, Uid = request.By.Uid, Pid = request.By.Pid, Via = request.By.Via, Reason = reason };
            var outcome = await store.PauseAsync(pause, Row("actions pause", request, scope)).ConfigureAwait(false);
            if (outcome.Pause is not { } inForce)
                return Refused(RefusalReason.State, $"{IPauseStore.MaxPauses} pauses are in force, which is all that there may be: 'reactor actions list' shows them");
            await ShowAsync().ConfigureAwait(false);
            if (outcome.IsNew)
            {
                var shown = scope.ToString();
                OperatorLog.Paused(logger, shown, inForce.By, inForce.Id, inForce.Reason);
            }

            return new() { Result = outcome.IsNew ? "paused" : "already", Pause = inForce, UnderWay = outcome.UnderWay };
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends a pause.</summary>
    public async Task<PauseAnswer> ResumeAsync(PauseRequest request)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            // What is paused is chosen among, not what there is: the rule or the VM may be gone.
            var scope = request.Id is null ? ScopeOf(request, board.Pauses) : ActionScope.All;
            var pause = await store.ResumeAsync(request.Id, scope, Row("actions resume", request, scope)).ConfigureAwait(false);
            await ShowAsync().ConfigureAwait(false);
            if (pause is null)
                return Refused(request.Id is null ? RefusalReason.State : RefusalReason.NotThere, $"there is no pause {request.Id ?? $"of {scope}"}: {InForce()}");
            var shown = pause.Scope.ToString();
            OperatorLog.Resumed(logger, shown, request.By.Who, pause.Id);
            return new() { Result = "resumed", Pause = pause, StillPaused = board.Pauses.Length };
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static PauseAnswer Refused(RefusalReason reason, string why) => new() { Result = "refused", Message = why, Reason = reason };

    private async Task ShowAsync() => board.Pauses = await store.PausesAsync().ConfigureAwait(false);

    private string InForce() => board.Pauses.IsEmpty
        ? "nothing is paused"
        : $"paused is {string.Join("; ", board.Pauses.Take(10).Select(pause => $"{pause.Scope} ({pause.Id})"))}{(board.Pauses.Length > 10 ? " and more: 'reactor actions list' shows all" : "")}";

    private (ActionScope? Scope, string? Problem) ScopeOf(PauseRequest request)
    {
        var scope = ActionScope.All;
        if (request.Vm is { } wanted)
        {
            var choice = VmChoice.Of(wanted, board.Read().Vms);
            if (choice.Vm is not { } vm)
                return (null, choice.Problem);
            scope = scope with { VmId = vm.Id ?? "", Vm = vm.Name };
        }

        if (request.Rule is { } name)
        {
            if (rules().Find(name) is null)
                return (null, $"there is no rule {name}: {Nearest.Suggest(name, rules().Rules.Select(rule => rule.Name)) ?? "'reactor rules' lists them"}");
            scope = scope with { Rule = name };
        }

        return (scope, null);
    }

    private static ActionScope ScopeOf(PauseRequest request, ImmutableArray<ActionPause> pauses)
    {
        bool MeansVm(ActionScope scope) => request.Vm is null
            ? scope.Vm.Length == 0 && scope.VmId.Length == 0
            : scope.Vm == request.Vm || (scope.VmId.Length > 0 && string.Equals(scope.VmId, request.Vm, StringComparison.OrdinalIgnoreCase));
        return pauses.FirstOrDefault(pause => MeansVm(pause.Scope) && pause.Scope.Rule == (request.Rule ?? ""))?.Scope
            ?? new ActionScope { Vm = request.Vm ?? "", Rule = request.Rule ?? "" };
    }

    private AuditRow Row(string command, PauseRequest request, ActionScope scope) =>
        rows.Done(request.By, command, JsonSerializer.Serialize(Given(request))) with { VmId = scope.VmId, Vm = Shortened.Of(scope.Vm, PauseRequest.LongestReason) };

    private static SortedDictionary<string, string> Given(PauseRequest request)
    {
        var given = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in ((string, string?)[])[("id", request.Id), ("reason", request.Reason), ("rule", request.Rule), ("vm", request.Vm)])
        {
            if (!string.IsNullOrEmpty(value))
                given.Add(name, Shortened.Of(value, PauseRequest.LongestReason));
        }

        return given;
    }
}
