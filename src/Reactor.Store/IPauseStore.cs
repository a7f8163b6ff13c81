using System.Collections.Immutable;

namespace Reactor.Store;

/// <summary>
/// Pauses of actions, and the one place where a step meets them: it is begun in the transaction that finds no pause, so that once a pause is
/// durable nothing that it means is begun any more, whichever partition decided it.
/// </summary>
public interface IPauseStore
{
    /// <summary>Most pauses in force at once.</summary>
    const int MaxPauses = 1_000;

    /// <summary>Pauses a scope, and writes the act into the audit, in one transaction. Of one scope there is one pause: a second finds the first.</summary>
    /// <param name="pause">It; its id is given by the store.</param>
    /// <param name="audit">The act; its outcome and detail are given by the store.</param>
    Task<PauseOutcome> PauseAsync(ActionPause pause, AuditRow audit);

    /// <summary>Ends the pause of a scope, and writes the act into the audit, in one transaction. Null: there is no such pause.</summary>
    /// <param name="id">The pause; null for that of the scope.</param>
    /// <param name="scope">The scope, where no id is given.</param>
    /// <param name="audit">The act; its outcome and detail are given by the store.</param>
    Task<ActionPause?> ResumeAsync(string? id, ActionScope scope, AuditRow audit);

    /// <summary>The pauses in force, the oldest first.</summary>
    Task<ImmutableArray<ActionPause>> PausesAsync();

    /// <summary>
    /// Begins a step that is claimed by this epoch, unless it is paused. Refused with <see cref="InvalidOperationException"/> where this epoch
    /// has not claimed it, or has begun it already.
    /// </summary>
    /// <param name="step">The step's id.</param>
    /// <param name="now">Engine time.</param>
    /// <returns>The pause that holds it; null: it has begun.</returns>
    Task<ActionPause?> BeginStepAsync(string step, DateTimeOffset now);
}
