using Reactor.Rules.Expressions;

namespace Reactor.Rules.Model;

/// <summary>What counts as a rule's meaning.</summary>
internal static class RuleMeaning
{
    public static string Fingerprint(Rule rule)
    {
        using var hash = new MeaningHash();
        hash.Add("rule/2");
        hash.Add(rule.Name);
        hash.Add(rule.Severity.ToWord());
        hash.Add((int)rule.Scope);
        AddWhen(hash, rule.When);
        hash.Add(rule.Except.Length);
        foreach (var exception in rule.Except)
            hash.Add(exception.Canonical);
        AddLimit(hash, rule.Limit);
        hash.Add(rule.IgnoresOwnEffects ? 1 : 0);
        hash.Add((int)rule.Overlap);
        hash.Add(rule.Then.Length);
        foreach (var action in rule.Then)
            ActionMeaning.Add(hash, action);
        if (RulePrograms.All(rule).Any(p => p.Reads(RuleVocabulary.RuleSlot)))
            AddLabels(hash, rule);
        return hash.Finish();
    }

    public static void AddClause(MeaningHash hash, Clause clause)
    {
        // Their order and repeats mean nothing.
        hash.AddAll([.. clause.Events.Select(e => e.Text).Distinct().Order(StringComparer.Ordinal)]);
        hash.AddOptional(clause.If);
        AddKey(hash, clause.By);
    }

    private static void AddWhen(MeaningHash hash, When when)
    {
        var pattern = when.Pattern;
        hash.Add(pattern.Form);
        hash.Add(pattern.Clauses.Length);
        foreach (var clause in pattern.Clauses)
            AddClause(hash, clause);
        switch (pattern)
        {
            case EachPattern: break;
            case CountPattern count:
                hash.Add(count.AtLeast);
                hash.Add(count.Within.Ticks);
                hash.Add(count.Distinct.Length);
                foreach (var distinct in count.Distinct)
                    hash.Add(distinct.Canonical);
                break;
            case SequencePattern sequence: hash.Add(sequence.Within.Ticks); break;
            case AllOfPattern all: hash.Add(all.Within.Ticks); break;
            case AbsencePattern absence: hash.Add(absence.Within.Ticks); break;
            case SettlePattern settle:
                hash.Add(settle.Quiet.Ticks);
                hash.Add(settle.AtMost?.Ticks ?? -1);
                break;
            case StatePattern state:
                hash.Add(state.State.Canonical);
                hash.Add(state.For.Ticks);
                break;
            case CodePattern code:
                hash.Add(code.Within.Ticks);
                hash.Add(code.Meaning);
                break;
            default: throw new InvalidOperationException($"No meaning is defined for the pattern {pattern.GetType().Name}.");
        }

        hash.AddOptional(when.Having);
        hash.Add((int)when.Gap);
        hash.Add(when.CountsRecovered ? 1 : 0);
    }

    private static void AddLimit(MeaningHash hash, Limit? limit)
    {
        hash.Add(limit?.Max ?? 0);
        hash.Add(limit?.Per.Ticks ?? 0);
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
