using System.Globalization;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;

namespace Reactor.Rules.Explaining;

/// <summary>Patterns in words: what an event that fills a clause leaves to be done.</summary>
public static class PatternText
{
    /// <summary>What is needed for a match when a clause was just filled, such as <c>needs 2 more within 10m</c>. Empty where it is a match.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="clause">Position of the clause that the event fills.</param>
    public static string Needs(Pattern pattern, int clause) => pattern switch
    {
        CountPattern { Distinct.IsEmpty: true } count => string.Create(CultureInfo.InvariantCulture, $"needs {count.AtLeast - 1} more within {Text(count.Within)}"),
        CountPattern count => string.Create(CultureInfo.InvariantCulture, $"needs {count.AtLeast - 1} more with other values of {count.Distinct[0].Text} within {Text(count.Within)}"),
        SequencePattern sequence => $"needs {Then(sequence.Steps.Skip(clause + 1))}, within {Text(sequence.Within)}",
        AllOfPattern all => $"needs {Events(all.All.Where((_, i) => i != clause))} too, within {Text(all.Within)}",
        AbsencePattern absence => $"fires unless {Events([absence.Closing])} comes within {Text(absence.Within)}",
        SettlePattern { AtMost: { } most } settle => $"fires when there was none for {Text(settle.Quiet)}, or {Text(most)} after the first",
        SettlePattern settle => $"fires when there was none for {Text(settle.Quiet)}",
        StatePattern { For.Ticks: > 0 } state => $"fires when it has held for {Text(state.For)}",
        CodePattern code => $"is held for {Text(code.Within)}, and code decides",
        _ => "",
    };

    /// <summary>What an event means that opens nothing.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="clause">Position of the clause that the event fills.</param>
    public static string Continues(Pattern pattern, int clause) => pattern switch
    {
        AbsencePattern absence => $"closes what {Events(absence.Opening)} opened at most {Text(absence.Within)} before",
        SequencePattern sequence => $"needs {Then(sequence.Steps.Take(clause))} before it, within {Text(sequence.Within)}",
        _ => "",
    };

    /// <summary>Where a clause's <c>if</c> stands in its rule.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="clause">Position of the clause.</param>
    internal static string ClausePlace(Pattern pattern, int clause) => pattern switch
    {
        AbsencePattern absence when clause == absence.Opening.Length => "when.not_followed_by.if",
        SequencePattern or AllOfPattern => string.Create(CultureInfo.InvariantCulture, $"when.{pattern.Form}[{clause}].if"),
        _ when pattern.OpeningClauses > 1 => string.Create(CultureInfo.InvariantCulture, $"when.any_of[{clause}].if"),
        _ => "when.if",
    };

    private static string Then(IEnumerable<Clause> clauses) => string.Join(", then ", clauses.Select(Event));

    private static string Events(IEnumerable<Clause> clauses) => string.Join(" and ", clauses.Select(Event));

    private static string Event(Clause clause) =>
        string.Join(" or ", clause.Events.Select(e => e.Text)) + (clause.If is { } condition ? $" with {condition.Text}" : "");

    private static string Text(TimeSpan span) => DurationText.Format(span);
}
