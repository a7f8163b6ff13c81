namespace Reactor.Reactions.Commits;

/// <summary>A rule that fired.</summary>
/// <param name="Id">Hash of rule name, fingerprint, key and the completing event's id; starts with <c>f_</c>.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Severity">The rule's severity.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="VmName">The VM's name at that time.</param>
/// <param name="EventId">The completing event.</param>
/// <param name="EventName">Its name.</param>
/// <param name="At">Engine time.</param>
/// <param name="Key">The rule's key as a JSON object.</param>
/// <param name="Suppressed">Matches held back by the limit since the last firing.</param>
/// <param name="Shadow">What a rule in shadow would have done, rendered, as UTF-8 JSON; null for a live rule.</param>
public sealed record FiringRow(
    string Id,
    string Rule,
    string Severity,
    string VmId,
    string VmName,
    string EventId,
    string EventName,
    DateTimeOffset At,
    string Key,
    long Suppressed,
    ReadOnlyMemory<byte>? Shadow = null);

/// <summary>A line for the daemon's log.</summary>
/// <param name="Rule">The rule that asked for it.</param>
/// <param name="VmName">The VM's name.</param>
/// <param name="Message">The text, control characters escaped.</param>
/// <param name="IsWarning">Something failed that somebody should see.</param>
public sealed record LogLine(string Rule, string VmName, string Message, bool IsWarning = false);
