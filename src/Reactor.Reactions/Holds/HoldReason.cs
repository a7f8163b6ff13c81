namespace Reactor.Reactions.Holds;

/// <summary>The words for why something is held, in the order in which they are asked.</summary>
internal static class HoldReason
{
    public const string Maintenance = "maintenance";

    public const string Muted = "muted";

    public const string Silenced = "silenced";

    public const string Inhibited = "inhibited";

    public const string Wait = "wait";

    /// <summary>Of an alert that ended: its group had not told of it yet.</summary>
    public const string Group = "group";
}

/// <summary>Something is held.</summary>
/// <param name="Reason">Why, as <see cref="HoldReason"/> says.</param>
/// <param name="Until">When time alone may end it: to be asked again after that. Null: not by time.</param>
/// <param name="By">The silence, the maintenance or the window; null for none.</param>
internal readonly record struct Held(string Reason, DateTimeOffset? Until, string? By = null);
