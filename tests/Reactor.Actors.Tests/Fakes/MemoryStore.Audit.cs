using Reactor.Store;

namespace Reactor.Actors.Tests.Fakes;

/// <content>What operators had done.</content>
internal sealed partial class MemoryStore
{
    private readonly List<AuditRow> _audit = [];

    public IReadOnlyList<AuditRow> Audit => Read(() => _audit.ToArray());

    /// <summary>Why nothing can be added to the audit; null where it can.</summary>
    public StoreUnavailableException? AuditFails { get; set; }

    public Task AddAuditAsync(AuditRow row)
    {
        if (AuditFails is { } failure)
            return Task.FromException(failure);
        lock (_lock)
            _audit.Add(row);
        return Task.CompletedTask;
    }

    public Task<int> EndInterruptedAuditsAsync(DateTimeOffset now) => Task.FromResult(0);

    public Task CompleteAuditAsync(string id, string outcome, string? detail, DateTimeOffset at)
    {
        lock (_lock)
        {
            var index = _audit.FindIndex(row => row.Id == id && row.Outcome == AuditOutcomes.Sent);
            if (index < 0)
                return Task.FromException(new InvalidOperationException($"No command {id} is under way."));
            _audit[index] = _audit[index] with { Outcome = outcome, Detail = detail, EndedAt = at };
            return Task.CompletedTask;
        }
    }
}
