namespace Reactor.Reactions.Actions;

/// <summary>Words for <see cref="Commits.DeliveryRow.Kind"/>.</summary>
internal static class DeliveryKind
{
    public const string Firing = "firing";

    public const string Resolved = "resolved";

    public const string Repeat = "repeat";

    public const string Acknowledged = "acknowledged";
}
