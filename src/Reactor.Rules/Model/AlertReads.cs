using Reactor.Rules.Expressions;

namespace Reactor.Rules.Model;

/// <summary>What the resolvers of an alert ask for.</summary>
public static class AlertReads
{
    /// <summary>Whether a <c>resolved_by</c> clause names <c>first</c>: then the alert's opening event is to be kept.</summary>
    /// <param name="alert">The alert's action.</param>
    /// <param name="vocabulary">What its rule was compiled under.</param>
    public static bool OpeningEvent(AlertAction alert, RuleVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return alert.ResolvedBy.OfType<EventResolver>().Any(r => r.Clause.If is { } condition && condition.Reads(vocabulary.FirstSlot));
    }
}
