using System.Collections.Immutable;
using Reactor.Store;

namespace Reactor.Actors.Tests.Fakes;

/// <content>Pauses of actions.</content>
internal sealed partial class MemoryStore
{
    private readonly List<ActionPause> _pauses = [];

    /// <summary>Steps that were begun, in order.</summary>
    public List<string> Begun { get; } = [];

    public Task<PauseOutcome> PauseAsync(ActionPause pause, AuditRow audit) => Run(() =>
    {
        var earlier = _pauses.Find(p => p.Scope == pause.Scope);
        var now = earlier ?? pause with { Id = $"p{_audit.Count + 1}" };
        if (earlier is null)
            _pauses.Add(now);
        _audit.Add(audit with { Outcome = earlier is null ? AuditOutcomes.Ok : AuditOutcomes.Refused });
        return new PauseOutcome(now, earlier is null, 0);
    });

    public Task<ActionPause?> ResumeAsync(string? id, ActionScope scope, AuditRow audit) => Run(() =>
    {
        var pause = _pauses.Find(p => id is null ? p.Scope == scope : p.Id == id);
        if (pause is not null)
            _pauses.Remove(pause);
        _audit.Add(audit with { Outcome = pause is null ? AuditOutcomes.Refused : AuditOutcomes.Ok });
        return pause;
    });

    public Task<ImmutableArray<ActionPause>> PausesAsync() => Run(() => _pauses.ToImmutableArray());

    public Task<ActionPause?> BeginStepAsync(string step, DateTimeOffset now) => Run(() =>
    {
        Begun.Add(step);
        return _pauses.FirstOrDefault(pause => pause.Scope.Means("id-web1", "web1", "r"));
    });
}
