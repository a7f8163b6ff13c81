using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Alerts;

/// <summary>What people did to an alert.</summary>
/// <param name="Acknowledged">Who acknowledged it last; null: nobody.</param>
/// <param name="Ended">Who ended it by hand; null: nobody.</param>
public sealed record AlertNotes(HandNote? Acknowledged, HandNote? Ended)
{
    /// <summary>Those of a stored alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public static AlertNotes Of(AlertRow alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var extra = AlertExtra.Read(alert.Extra);
        return new AlertNotes(extra.Acknowledged, extra.Ended);
    }
}
