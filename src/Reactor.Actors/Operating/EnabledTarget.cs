using System.Text.Json.Serialization;

namespace Reactor.Actors.Operating;

/// <summary>What became of a target that was to be called again.</summary>
/// <param name="Target">Its name.</param>
/// <param name="WasDisabled">It was disabled, and is called again; what was kept back for it goes out.</param>
/// <param name="Problem">Why nothing was done; null where it is called.</param>
/// <param name="Reason">What kind of refusal that is; null where it is called.</param>
public sealed record EnabledTarget(string Target, bool WasDisabled, string? Problem, [property: JsonIgnore] RefusalReason? Reason = null)
{
    /// <summary>It was left alone for a while, after failures: what is due tries it at once.</summary>
    public bool WasLeftAlone { get; init; }
}
