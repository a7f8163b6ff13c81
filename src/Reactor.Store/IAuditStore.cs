namespace Reactor.Store;

/// <summary>The record of what operators had done.</summary>
public interface IAuditStore
{
    /// <summary>Writes a row. Durable when the task completes: only then is its command sent.</summary>
    Task AddAuditAsync(AuditRow row);

    /// <summary>Ends what an earlier daemon left as <see cref="AuditOutcomes.Sent"/>, as <see cref="AuditOutcomes.Unknown"/>. Returns how many.</summary>
    Task<int> EndInterruptedAuditsAsync(DateTimeOffset now);

    /// <summary>Writes what came of a row that was <see cref="AuditOutcomes.Sent"/>. Refused with <see cref="InvalidOperationException"/> where this epoch sent none of that id.</summary>
    Task CompleteAuditAsync(string id, string outcome, string? detail, DateTimeOffset at);
}
