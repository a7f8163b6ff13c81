namespace Reactor.Reactions.Holds;

/// <summary>The kinds of holds' state rows.</summary>
internal static class HoldKinds
{
    public const string Silence = "silence";

    public const string Maintenance = "maintenance";
}
