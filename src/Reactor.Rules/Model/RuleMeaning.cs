using Reactor.Cel;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Model;

/// <summary>What counts as a rule's meaning.</summary>
internal static class RuleMeaning
{
    public static string Fingerprint(Rule rule)
    {
        using var hash = new MeaningHash();
        hash.Add("rule/1");
        hash.Add(rule.Name);
        hash.Add(rule.Severity.ToWord());
        AddClause(hash, rule.When);
        AddKey(hash, rule.When.By);
        AddLimit(hash, rule.Limit);
        hash.Add(rule.Then.Length);
        foreach (var action in rule.Then)
            ActionMeaning.Add(hash, action);
        if (RulePrograms.All(rule).Any(p => p.Slots.Contains(RuleVocabulary.RuleSlot)))
            AddLabels(hash, rule);
        return hash.Finish();
    }

    public static void AddClause(MeaningHash hash, Clause clause)
    {
        // Their order and repeats mean nothing.
        hash.AddAll([.. clause.Events.Select(e => e.Text).Distinct().Order(StringComparer.Ordinal)]);
        hash.AddOptional(clause.If);
    }

    private static void AddLimit(MeaningHash hash, Limit? limit)
    {
        hash.Add(limit?.OncePer.Ticks ?? 0);
        hash.Add(limit?.By is null ? 0 : 1);
        if (limit?.By is { } by)
            AddKey(hash, by);
    }

    private static void AddKey(MeaningHash hash, IReadOnlyCollection<KeyPart> parts)
    {
        hash.Add(parts.Count);
        foreach (var part in parts)
        {
            hash.Add(part.Name);
            hash.Add(part.Program.Canonical);
            hash.Add(part.IsLabel ? 1 : 0);
        }
    }

    private static void AddLabels(MeaningHash hash, Rule rule)
    {
        foreach (var (name, value) in rule.Labels)
        {
            hash.Add(name);
            hash.Add(value);
        }
    }
}
