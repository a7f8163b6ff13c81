namespace Reactor.Reactions.Actions;

/// <summary>Words for <see cref="Commits.DeliveryRow.Kind"/>.</summary>
internal static class DeliveryKind
{
    public const string Firing = "firing";

    public const string Resolved = "resolved";

    /// <summary>An alert still fires: said again to a target that forgets.</summary>
    public const string Resend = "resend";

    /// <summary>An alert still fires: said again to people.</summary>
    public const string Repeat = "repeat";

    /// <summary>Somebody looks after an alert: said to a target that knows what that is.</summary>
    public const string Acknowledged = "acknowledged";
}
