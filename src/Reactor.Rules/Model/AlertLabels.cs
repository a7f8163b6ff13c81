namespace Reactor.Rules.Model;

/// <summary>What labels alerts may have.</summary>
public static class AlertLabels
{
    /// <summary>Names of what alerts are told apart by besides labels: in <c>group_by</c>, and in the matchers of silences.</summary>
    public static IReadOnlyList<string> OwnNames { get; } = ["rule", "alert", "severity", "host", "vm"];

    /// <summary>Names of the labels that alerts of a rule may have: its own, those of its key, and those that its alerts add.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<string> NamesOf(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.Labels.Keys
            .Concat(rule.When.Pattern.Clauses.SelectMany(clause => clause.By).Where(part => part.IsLabel).Select(part => part.Name))
            .Concat(rule.AllActions.OfType<AlertAction>().SelectMany(alert => alert.Labels.Keys));
    }

    /// <summary>Ids of a rule's alerts.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<string> AlertsOf(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.AllActions.OfType<AlertAction>().Select(alert => alert.Id);
    }
}
