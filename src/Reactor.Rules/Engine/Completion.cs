using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Limits;
using Reactor.Rules.Engine.Patterns;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Engine;

/// <summary>From a complete pattern to a firing: the match before, <c>having</c>, the limit.</summary>
internal sealed class Completion(RuleVocabulary vocabulary)
{
    // Not the one of the event at hand: what completes may be an event of long ago.
    private readonly EventActivation _completing = new(vocabulary);

    public void Complete(RuleState state, in Match match, EngineRun run)
    {
        var previous = state.Previous is { } kept ? Exchange(state, kept, match, run) : null;
        var firing = Firing.Of(state.Rule, match.Key, match.Completing, match.Info) with
        {
            First = match.First ?? match.Completing,
            Last = match.Last ?? match.Completing,
            Previous = previous,
        };
        if (!Holds(state, firing, run))
            return;
        if (state.Limits is { } limits)
        {
            if (LimitKey(state, match, run) is not { } key)
                return;
            firing = Limit(state, limits, key, firing, run);
        }

        var counters = run.CountersOf(state);
        counters.Matched++;
        if (firing.LimitedOnly)
            counters.Limited++;
        run.Output.Firings.Add(firing);
    }

    /// <summary>Whether an <c>except</c> is true; one that fails isn't.</summary>
    public bool IsExcepted(RuleState state, SeenEvent seen, EngineRun run)
    {
        _completing.Bind(seen.Vm, seen.Event);
        _completing.Rule = state.Rule;
        foreach (var exception in state.Rule.Except)
        {
            var result = exception.Evaluate(_completing);
            if (result.IsTrue)
                return true;
            if (!result.IsError)
                continue;
            run.CountersOf(state).ConditionErrors++;
            run.Error(state, RuleErrorKind.Condition, $"`except`: {result.AsError.Message}", seen.Vm);
        }

        return false;
    }

    private static SeenEvent? Exchange(RuleState state, PreviousMatches kept, in Match match, EngineRun run)
    {
        run.Touch(state);
        var previous = kept.Exchange(match.Key, match.Completing, run.Now, out var evicted);
        Evicted(state, evicted, match.Completing.Vm, run);
        return previous;
    }

    /// <summary>Tells of pattern keys that had to go.</summary>
    public static void Evicted(RuleState state, int evicted, VmView vm, EngineRun run)
    {
        if (evicted == 0)
            return;
        run.CountersOf(state).EvictedPatternKeys += evicted;
        run.Error(state, RuleErrorKind.PatternKeyEvicted, $"more than {KeyBounds.Of(state.Plan.IsFleet).MaxKeys} keys, or too much data in them: what the oldest had counted was dropped", vm);
    }

    private bool Holds(RuleState state, Firing firing, EngineRun run)
    {
        if (state.Rule.When.Having is not { } having)
            return true;
        var result = having.Evaluate(new FiringActivation(vocabulary, firing));
        if (result.IsTrue)
            return true;
        if (result.IsError)
        {
            run.CountersOf(state).ConditionErrors++;
            run.Error(state, RuleErrorKind.Condition, $"`having`: {result.AsError.Message}", firing.Vm);
        }

        run.CountersOf(state).HavingFalse++;
        return false;
    }

    private RuleKey? LimitKey(RuleState state, in Match match, EngineRun run)
    {
        if (state.Plan.LimitKey is not { } shape)
            return match.Key;
        _completing.Bind(match.Completing.Vm, match.Completing.Event);
        _completing.Rule = state.Rule;
        var key = RuleKeyReader.Read(match.Key.VmId, shape, _completing, out var error);
        if (key is null)
        {
            run.CountersOf(state).KeyErrors++;
            run.Error(state, RuleErrorKind.Key, $"`limit`: {error}", match.Completing.Vm);
        }

        return key;
    }

    private static Firing Limit(RuleState state, RuleLimits limits, RuleKey key, Firing firing, EngineRun run)
    {
        run.Touch(state);
        var outcome = limits.Take(key, firing, run.Now);
        if (outcome.IsEvicted)
        {
            run.CountersOf(state).EvictedKeys += outcome.Evictions;
            run.Error(state, RuleErrorKind.LimitKeyEvicted, $"more than {KeyBounds.Of(state.Plan.IsFleet).MaxKeys} keys of the limit, or too much data in them: the oldest was dropped", firing.Vm);
        }

        return firing with { LimitedOnly = !outcome.MayAct, Match = firing.Match with { Suppressed = outcome.Suppressed } };
    }
}
