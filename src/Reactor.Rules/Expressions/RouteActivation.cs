using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>The values for the <c>if</c> of routes: those of the firing, and <c>alert</c>.</summary>
/// <param name="vocabulary">What the routes were compiled under.</param>
/// <param name="firing">The firing that opens the alert.</param>
/// <param name="id">The alert's id.</param>
/// <param name="severity">Its severity.</param>
/// <param name="labels">Its labels.</param>
public sealed class RouteActivation(RuleVocabulary vocabulary, CelActivation firing, string id, string severity, ImmutableSortedDictionary<string, string> labels)
    : CelActivation
{
    private readonly CelValue _alert = CelValue.From(new AlertFields(id, severity, labels));

    /// <inheritdoc/>
    public override CelValue Get(int slot) => slot == vocabulary.AlertSlot ? _alert : firing.Get(slot);
}
