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
    /// <summary>How many of the newest events of each name are looked at.</summary>
    public const int Looked = 50;

    private const string HeldBack = "by itself it fires now: its limit held it, or the rule was another then";

    /// <summary>The explanation, with the event; null where there is no such event among those.</summary>
    public JsonObject? Of(Rule rule)
    {
        var clauses = rule.When.Pattern.Clauses;
        // Of one moment, the one that was written last is the newest.
        var events = clauses.SelectMany(clause => clause.Events).Distinct()
            .SelectMany(pattern => reader.Events(new EventFilter { Name = pattern.Text, Limit = Looked }).Reverse())
            .DistinctBy(stored => stored.Id).OrderByDescending(stored => stored.At).ToList();
        return events.Find(stored => !reader.HasFired(stored.Id, rule.Name)) is { } last ? Explained(rule, last) : null;
    }

    private JsonObject Explained(Rule rule, StoredEvent stored)
    {
        var explanation = explainer.Explain(rule, StoredEvents.Seen(stored, viewOf(stored)));
        var row = ExplainReport.Row(explanation.Verdict == RuleVerdict.Fires ? explanation with { Missing = HeldBack } : explanation, []);
        row["event"] = AllQueries.EventRow(stored);
        return row;
    }
}
