using System.Text.Json.Nodes;
using Reactor.Queries;
using Reactor.Rules.Engine;
using Reactor.Rules.Explaining;
using Reactor.Rules.Model;
using Reactor.Store.Reading;

namespace Reactor.Trying;

/// <summary>
/// Why a rule did not fire the last time that it might have: of the stored events that its <c>when</c> names, the newest on which it did not fire, explained.
/// Found when somebody asks: nothing is kept for it while events come.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="explainer">For the rules that run.</param>
/// <param name="viewOf">What is known of an event's VM.</param>
internal sealed class LastWhyNot(StoreReader reader, RuleExplainer explainer, Func<StoredEvent, VmView> viewOf)
{
    private const string HeldBack = "by itself it fires now: its limit held it, or the rule was another then";

    /// <summary>The explanation, with the event; null where there is no such event among those.</summary>
    public JsonObject? Of(Rule rule)
    {
        var names = rule.When.Pattern.Clauses.SelectMany(clause => clause.Events).Select(pattern => pattern.Text).Distinct(StringComparer.Ordinal);
        return reader.LastUnfired(rule.Name, names) is { } last ? Explained(rule, last) : null;
    }

    private JsonObject Explained(Rule rule, StoredEvent stored)
    {
        var explanation = explainer.Explain(rule, StoredEvents.Seen(stored, viewOf(stored)));
        var row = ExplainReport.Row(explanation.Verdict == RuleVerdict.Fires ? explanation with { Missing = HeldBack } : explanation, []);
        row["event"] = AllQueries.EventRow(stored);
        return row;
    }
}
