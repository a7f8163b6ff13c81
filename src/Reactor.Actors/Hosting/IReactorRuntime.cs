using System.Collections.Immutable;
using Reactor.Actors.Operating;
using Reactor.Actors.Status;
using Reactor.Actors.Watching;
using Reactor.Reactions.Alerts;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Hosting;

/// <summary>What can be asked of the running runtime. Safe from any thread, once the host has started.</summary>
public interface IReactorRuntime
{
    /// <summary>
    /// Goes on under another configuration and other rules, checked: every partition swaps them in its own order, nothing is missed and nothing
    /// evaluated twice. Completes when all of them stand on it durably; while the store can't be written it waits. Where the store is, and the node's
    /// name, can't be changed so: they are the caller's to keep.
    /// </summary>
    Task ReloadAsync(ReactorConfiguration configuration, RuleSet rules);

    /// <summary>Opens, refreshes or ends the alert about it. Completes when that is durable.</summary>
    Task TellAsync(DaemonTrouble trouble);

    /// <summary>Enters what became of the last reload, for whoever reads the status.</summary>
    void Report(ReloadStatus reload);

    /// <summary>The rules that run.</summary>
    RuleSet Rules { get; }

    /// <summary>The configuration that runs.</summary>
    ReactorConfiguration Configuration { get; }

    /// <summary>What became of each rule, in the order of the files.</summary>
    Task<ImmutableArray<RuleStatus>> RulesAsync();

    /// <summary>Gives a command of an operator to a VM, or refuses it. One that changes something is in the audit, durably, before it is sent.</summary>
    /// <param name="command">The command.</param>
    /// <param name="ct">Nothing is sent any more; what was sent is waited for all the same.</param>
    Task<OperatorAnswer> ExecuteAsync(OperatorCommand command, CancellationToken ct);

    /// <summary>Holds commands and programs of rules, fail closed, over restarts too. Durable when it completes.</summary>
    /// <param name="request">What, by whom and why.</param>
    Task<PauseAnswer> PauseAsync(PauseRequest request);

    /// <summary>Ends a pause.</summary>
    /// <param name="request">Which, by whom.</param>
    Task<PauseAnswer> ResumeAsync(PauseRequest request);

    /// <summary>Does something for an operator that is to stand in the audit, where it is written before it is done.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="command">What for.</param>
    /// <param name="act">Does it.</param>
    /// <param name="tell">What came of it: one of <see cref="Store.AuditOutcomes"/>, and more for people.</param>
    /// <exception cref="Store.StoreUnavailableException">It can't be written, so nothing was done.</exception>
    Task<T> AuditedAsync<T>(Operator by, string command, Func<Task<T>> act, Func<T, (string Outcome, string? Detail)> tell);

    /// <summary>Sends dead letters once more, up to 1,000 at a time. It stands in the audit.</summary>
    /// <param name="filter">Which; something must be named.</param>
    /// <param name="by">Who says so.</param>
    Task<RevivedDeliveries> RetryAsync(DeadLetterFilter filter, Operator by);

    /// <summary>Calls a target again that was disabled. Completes when that is durable; it stands in the audit.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="by">Who says so.</param>
    Task<EnabledTarget> EnableTargetAsync(string target, Operator by);

    /// <summary>Writes what an operator does, durably, and brings it to the partitions that are to take it in.</summary>
    Task ActAsync(OperatorAct act);

    /// <summary>A name for something that an operator does, never given again.</summary>
    string NextAct();

    /// <summary>A row of the audit about something that is done with its writing (<see cref="ActAsync"/>).</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="command">What for, such as <c>silence add</c>.</param>
    /// <param name="arguments">JSON object, bounded.</param>
    AuditRow NewAudit(Operator by, string command, string arguments);

    /// <summary>Begins to watch live events, which are read for that where no rule wants them. Null where as many watch at this door as may.</summary>
    /// <param name="filter">What is wanted.</param>
    /// <param name="door">Where who watches came in.</param>
    Watcher? Watch(WatchFilter filter, WatchDoor door);
}
