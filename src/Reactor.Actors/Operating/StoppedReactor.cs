using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Actors.Clocks;
using Reactor.Actors.Status;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>What an operator may order while no daemon runs: the next one finds it in the store.</summary>
public static class StoppedReactor
{
    /// <summary>Pauses all commands and programs of rules. Which VMs there are only a daemon knows: no others can be chosen.</summary>
    /// <param name="store">The store, which no daemon has open.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="time">The clock.</param>
    public static async Task<PauseAnswer> PauseAllAsync(IReactorStore store, Operator by, string reason, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(store);
        var clock = new EngineClock(time, null);
        using var actions = new PausedActions(
            store, new RuntimeStatusBoard(clock), static () => new RuleSet(RuleVocabulary.Empty, []), new AuditRows(store.Epoch, clock), clock, NullLogger.Instance);
        // What the daemon had begun ended with it.
        return await actions.PauseAsync(new PauseRequest { By = by, Reason = reason }).ConfigureAwait(false) with { UnderWay = 0 };
    }
}
