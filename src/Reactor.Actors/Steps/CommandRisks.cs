namespace Reactor.Actors.Steps;

/// <summary>What commands may do. The loader has checked every rule by it already; this is the last look before a command is sent.</summary>
/// <param name="IsQuestion">Whether a command changes nothing.</param>
/// <param name="IsDestructive">Whether the guest's work, its data or a device may be lost by it; true for one that isn't known.</param>
internal sealed record CommandRisks(Func<string, bool> IsQuestion, Func<string, bool> IsDestructive)
{
    /// <summary>Knows little, and trusts nothing else.</summary>
    public static CommandRisks Cautious { get; } = new(
        command => command.StartsWith("query-", StringComparison.Ordinal),
        command => command is not ("stop" or "cont") && !command.StartsWith("query-", StringComparison.Ordinal));
}
