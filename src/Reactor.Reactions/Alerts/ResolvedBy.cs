namespace Reactor.Reactions.Alerts;

/// <summary>The words for what ended an alert.</summary>
internal static class ResolvedBy
{
    public const string Event = "event";

    public const string State = "state";

    public const string Hand = "hand";

    public const string Expiry = "expiry";

    public const string RuleRemoved = "rule_removed";

    /// <summary>Of Reactor's own alerts: the rule that they are about means something else now.</summary>
    public const string RuleChanged = "rule_changed";

    public const string VmRemoved = "vm_removed";

    public const string Restart = "restart";

    /// <summary>What was bad (Reactor's own configuration) is good again.</summary>
    public const string Mended = "mended";
}
