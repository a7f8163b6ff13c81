using System.Collections.Immutable;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Matching;

/// <summary>What an engine needs to know of a rule, worked out once per rule set.</summary>
internal sealed class RulePlan
{
    // Positions are bits of a mask.
    private const int MaxPositions = 64;

    public RulePlan(Rule rule, int position, RuleVocabulary vocabulary, ConditionTable conditions)
    {
        Rule = rule;
        Position = position;
        var pattern = rule.When.Pattern;
        var clauses = pattern.Clauses;
        IsLive = rule.Mode != RuleMode.Disabled;
        IsFleet = rule.Scope == RuleScope.Fleet && pattern is not StatePattern;
        Keys = [.. clauses.Select(c => new KeyShape(clauses[0].By, c.By))];
        LimitKey = rule.Limit?.By is { } by ? new KeyShape(by) : null;
        OpeningMask = pattern.OpeningClauses >= MaxPositions ? ulong.MaxValue : (1UL << pattern.OpeningClauses) - 1;
        OpensOnce = pattern is not AllOfPattern;
        TakesRecovered = rule.When.CountsRecovered || pattern is EachPattern or AbsencePattern or CodePattern;
        HasGaps = !IsFleet && pattern is AbsencePattern or StatePattern;
        Resolvers = [.. rule.AllActions.OfType<AlertAction>().SelectMany(a => a.ResolvedBy.Select(r => new RuleResolver(a, r)))];
        if (clauses.Length > MaxPositions || Resolvers.Length > MaxPositions)
            throw new ArgumentException($"Rule `{rule.Name}` has more than {MaxPositions} clauses.");

        var opening = clauses.Take(pattern.OpeningClauses).SelectMany(c => c.Events).ToArray();
        Excepts = [.. rule.Except.Select(e => conditions.NumberOf(rule, e, opening))];
        Conditions = [.. clauses.Select(c => conditions.NumberOf(rule, c.If, c.Events))];
        State = pattern is StatePattern state ? conditions.NumberOf(rule, state.State, []) : -1;
        var programs = RulePrograms.All(rule).ToArray();
        ReadsFirst = programs.Any(p => p.Reads(vocabulary.FirstSlot));
        ReadsLast = programs.Any(p => p.Reads(vocabulary.LastSlot));
        ReadsPrevious = programs.Any(p => p.Reads(vocabulary.PreviousSlot));
    }

    public Rule Rule { get; }

    /// <summary>In the set.</summary>
    public int Position { get; }

    /// <summary>Whether it is evaluated at all.</summary>
    public bool IsLive { get; }

    /// <summary>Whether its key has no VM. State is always one VM's.</summary>
    public bool IsFleet { get; }

    /// <summary>By clause.</summary>
    public ImmutableArray<KeyShape> Keys { get; }

    /// <summary>The limit's own key; null: the rule's.</summary>
    public KeyShape? LimitKey { get; }

    /// <summary>Numbers of the clauses' conditions; -1 for none.</summary>
    public ImmutableArray<int> Conditions { get; }

    /// <summary>Numbers of the exceptions.</summary>
    public ImmutableArray<int> Excepts { get; }

    /// <summary>The number of the condition over the VM's state; -1 for none.</summary>
    public int State { get; }

    /// <summary>The clauses that may open a partial match.</summary>
    public ulong OpeningMask { get; }

    /// <summary>Whether the first opening clause that an event fits is the one that it fills, and the others aren't looked at.</summary>
    public bool OpensOnce { get; }

    /// <summary>Whether recovered events fill its clauses.</summary>
    public bool TakesRecovered { get; }

    /// <summary>Whether it matters to it that a VM isn't heard.</summary>
    public bool HasGaps { get; }

    /// <summary>Whether some expression names <c>first</c>.</summary>
    public bool ReadsFirst { get; }

    /// <summary>Whether some expression names <c>last</c>.</summary>
    public bool ReadsLast { get; }

    /// <summary>Whether some expression names <c>previous</c>.</summary>
    public bool ReadsPrevious { get; }

    /// <summary>All entries of <c>resolved_by</c>, over all alerts in order; those of alerts under <c>on_failure</c> too.</summary>
    public ImmutableArray<RuleResolver> Resolvers { get; }

    public bool IsOpening(int clause) => (OpeningMask & (1UL << clause)) != 0;
}
