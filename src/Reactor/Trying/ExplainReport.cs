using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Rules.Engine;
using Reactor.Rules.Explaining;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Store.Reading;

namespace Reactor.Trying;

/// <summary>Prints what rules make of an event, and why.</summary>
internal static class ExplainReport
{
    private const string LimitNotKnown = "whether its limit holds it back is the running daemon's to know";

    /// <summary>For people: rules that name other events are counted only.</summary>
    /// <param name="seen">The event.</param>
    /// <param name="explanations">What each rule makes of it, taken by itself and now.</param>
    /// <param name="firings">What fired on it when it came, as far as that is stored; null for an event that isn't.</param>
    /// <param name="all">Whether those rules are shown as well.</param>
    /// <param name="terminal">Where to.</param>
    public static void Print(SeenEvent seen, IReadOnlyList<RuleExplanation> explanations, IReadOnlyList<StoredFiring>? firings, bool all, Terminal terminal)
    {
        var writer = terminal.Out;
        writer.WriteLine($"{Printable.Of(seen.Event.Name)} of {Printable.Of(seen.Vm.Name)} ({seen.Event.Origin.ToWord()}, {Printable.Of(seen.Event.Id)})");
        var shown = explanations.Where(e => all || e.Verdict != RuleVerdict.OtherEvent || e.Resolves).ToList();
        foreach (var explanation in shown)
        {
            writer.WriteLine($"  {explanation.Rule.Name}: {Before(Fired(explanation, firings))}{Verdict(explanation)}");
            foreach (var (name, value) in explanation.Key)
            {
                writer.WriteLine($"    by {Printable.Of(name)} = {ValueText.Of(value)}");
            }
            foreach (var condition in explanation.Conditions)
            {
                writer.WriteLine($"    {condition.Place}: {ValueText.Of(condition.Explanation.Value)}   {Printable.Of(condition.Text)}");
                if (!condition.Explanation.Value.IsTrue)
                {
                    foreach (var line in Explanations.Lines(condition.Explanation))
                    {
                        writer.WriteLine($"      {line}");
                    }
                }
            }
        }
        if (explanations.Count > shown.Count)
        {
            var others = shown.Count == 0 ? ("rule looks", "rules look") : ("other rule looks", "other rules look");
            writer.WriteLine($"  {Number.Of(explanations.Count - shown.Count, others.Item1, others.Item2)} for other events");
        }
    }

    public static void PrintJson(IReadOnlyList<RuleExplanation> explanations, IReadOnlyList<StoredFiring>? firings, Terminal terminal) =>
        JsonLines.Write(terminal.Out, explanations.Select(explanation => Row(explanation, firings)));

    /// <summary>For programs.</summary>
    public static JsonObject Row(RuleExplanation explanation, IReadOnlyList<StoredFiring>? firings) => new()
    {
        ["rule"] = explanation.Rule.Name,
        ["fired"] = Fired(explanation, firings) is { } fired ? JsonLines.Row(new { fired.Id, fired.At, Shadow = fired.Shadow is not null }) : null,
        ["verdict"] = Word(explanation.Verdict),
        ["missing"] = explanation.Missing,
        ["resolves"] = explanation.Resolves,
        ["key"] = new JsonObject(explanation.Key.Select(k => KeyValuePair.Create(k.Key, ValueText.Json(k.Value)))),
        ["limited"] = explanation.Rule.Limit is null || explanation.Verdict is not RuleVerdict.Fires ? null : "unknown",
        ["conditions"] = new JsonArray([.. explanation.Conditions.Select(c =>
        {
            var row = Explanations.Json(c.Explanation);
            row["place"] = c.Place;
            row["text"] = c.Text;
            return row;
        })]),
    };

    private static StoredFiring? Fired(RuleExplanation explanation, IReadOnlyList<StoredFiring>? firings) =>
        firings?.FirstOrDefault(firing => firing.Rule == explanation.Rule.Name);

    private static string Before(StoredFiring? fired) =>
        fired is null ? "" : $"fired when it came{(fired.Shadow is null ? "" : ", in shadow")} ({fired.Id}); by itself now: ";

    private static string Verdict(RuleExplanation e)
    {
        var verdict = e.Verdict switch
        {
            RuleVerdict.OtherEvent => "looks for other events",
            RuleVerdict.Disabled => "disabled",
            RuleVerdict.ConditionFalse => "does not match: no condition holds",
            RuleVerdict.Excepted => $"excepted: {e.Missing}",
            RuleVerdict.NoKey => $"skipped: {e.Missing}",
            RuleVerdict.HavingFalse => "matches, but `having` is not true",
            RuleVerdict.Counts => $"counts; {e.Missing} (what it has seen before is the running daemon's to know)",
            RuleVerdict.Continues => $"does not open anything; {e.Missing}",
            _ => "fires",
        };
        if (e.Rule.Mode == RuleMode.Shadow && e.Verdict is RuleVerdict.Fires)
        {
            verdict += ", in shadow: nothing is done";
        }
        if (e.Rule.Limit is { } limit && e.Verdict is RuleVerdict.Fires)
        {
            verdict += $"; at most {limit.Max} in {DurationText.Format(limit.Per)}: {LimitNotKnown}";
        }
        return e.Resolves ? $"{verdict}; ends its open alerts of this VM" : verdict;
    }

    private static string Word(RuleVerdict verdict) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());
}
