using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>What an operator has Reactor do that concerns no VM: it stands in the audit before it is done; where that can't be written, it isn't done.</summary>
internal sealed class AuditedActs(IAuditStore audit, AuditRows rows, EngineClock clock, ILogger logger)
{
    /// <summary>Does it.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="command">What for, such as <c>reload</c>.</param>
    /// <param name="act">Does it.</param>
    /// <param name="tell">What came of it: one of <see cref="AuditOutcomes"/>, and more for people.</param>
    /// <exception cref="StoreUnavailableException">It can't be written, so nothing was done.</exception>
    public async Task<T> RunAsync<T>(Operator by, string command, Func<Task<T>> act, Func<T, (string Outcome, string? Detail)> tell)
    {
        var row = rows.Begun(by, command);
        await audit.AddAuditAsync(row).ConfigureAwait(false);
        (string Outcome, string? Detail) told = (AuditOutcomes.Unknown, "it ended with a fault: the log has the details");
        try
        {
            var result = await act().ConfigureAwait(false);
            told = tell(result);
            return result;
        }
        finally
        {
            await CompleteAsync(row.Id, command, told.Outcome, told.Detail).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(string id, string command, string outcome, string? detail)
    {
        try
        {
            await audit.CompleteAuditAsync(id, outcome, detail is null ? null : Shortened.Of(detail, PauseRequest.LongestReason), clock.Now).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            // The row says that it was begun; the next start makes that an unknown outcome.
            OperatorLog.NotCompleted(logger, command, outcome, e.Message);
        }
    }
}
