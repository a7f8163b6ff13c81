using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Explaining;

/// <summary>Tells what rules make of one event, as if it were the first that they see: windows and limits that a daemon holds are not known here.</summary>
/// <param name="rules">The rules.</param>
public sealed class RuleExplainer(RuleSet rules)
{
    /// <summary>What one rule makes of it.</summary>
    /// <param name="rule">One of the rules.</param>
    /// <param name="seen">The event and its VM.</param>
    public RuleExplanation Explain(Rule rule, SeenEvent seen)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(seen);
        return new One(rules.Vocabulary, rule, seen).Explain();
    }

    private sealed class One
    {
        private readonly Rule _rule;
        private readonly SeenEvent _seen;
        private readonly RuleVocabulary _vocabulary;
        private readonly EventActivation _activation;
        private readonly List<ConditionExplanation> _conditions = [];
        private ImmutableArray<KeyValuePair<string, CelValue>> _key = [];

        public One(RuleVocabulary vocabulary, Rule rule, SeenEvent seen)
        {
            _rule = rule;
            _seen = seen;
            _vocabulary = vocabulary;
            _activation = new EventActivation(vocabulary);
            _activation.Bind(seen.Vm, seen.Event);
            _activation.Rule = rule;
        }

        public RuleExplanation Explain()
        {
            var (verdict, missing) = _rule.Mode == RuleMode.Disabled ? (RuleVerdict.Disabled, "") : Judge();
            var resolves = _rule.Mode != RuleMode.Disabled && Resolves();
            return new RuleExplanation(_rule, verdict, missing, [.. _conditions], _key, resolves);
        }

        private (RuleVerdict Verdict, string Missing) Judge()
        {
            var pattern = _rule.When.Pattern;
            if (pattern is StatePattern state)
                return JudgeState(state);
            var named = Enumerable.Range(0, pattern.Clauses.Length).Where(i => pattern.Clauses[i].Matches(_seen.Event.Name)).ToList();
            if (named.Count == 0)
                return (RuleVerdict.OtherEvent, "");
            var holding = named.Where(i => pattern.Clauses[i].If is not { } condition || Ask(PatternText.ClausePlace(pattern, i), condition)).ToList();
            if (holding.Count == 0)
                return (RuleVerdict.ConditionFalse, "");

            _key = [.. pattern.Clauses[holding[0]].By.Select(p => KeyValuePair.Create(p.Name, p.Program.Evaluate(_activation)))];
            if (_key.FirstOrDefault(k => !IsScalar(k.Value)) is { Key: not null } failed)
                return (RuleVerdict.NoKey, $"`by` {failed.Key} is {failed.Value}");
            if (pattern is CountPattern { Distinct: [_, ..] distinct } && distinct[holding[0]].Evaluate(_activation) is var value && !IsScalar(value))
                return (RuleVerdict.NoKey, $"`distinct` is {value}");

            if (holding[0] >= pattern.OpeningClauses)
                return (RuleVerdict.Continues, PatternText.Continues(pattern, holding[0]));
            for (var i = 0; i < _rule.Except.Length; i++)
            {
                if (Ask($"except[{i}]", _rule.Except[i]))
                    return (RuleVerdict.Excepted, $"except[{i}] is true");
            }

            return pattern is EachPattern ? JudgeHaving() : (RuleVerdict.Counts, PatternText.Needs(pattern, holding[0]));
        }

        private (RuleVerdict Verdict, string Missing) JudgeState(StatePattern state)
        {
            if (!Ask("when.state", state.State))
                return (RuleVerdict.ConditionFalse, "");
            return state.For == TimeSpan.Zero ? JudgeHaving() : (RuleVerdict.Counts, PatternText.Needs(state, 0));
        }

        private (RuleVerdict Verdict, string Missing) JudgeHaving()
        {
            if (_rule.When.Having is { } having)
            {
                var firing = Firing.Of(_rule, RuleKey.OfVm(_seen.Vm.Id), _seen, new MatchInfo(1, _seen.At, _seen.At, 0));
                var explanation = having.Explain(new FiringActivation(_vocabulary, firing));
                _conditions.Add(new ConditionExplanation("when.having", having.Text, explanation));
                if (!explanation.Value.IsTrue)
                    return (RuleVerdict.HavingFalse, "");
            }

            return (RuleVerdict.Fires, "");
        }

        private bool Resolves()
        {
            var alerts = _rule.AllActions.OfType<AlertAction>();
            var resolves = false;
            foreach (var alert in alerts)
            {
                for (var i = 0; i < alert.ResolvedBy.Length; i++)
                    resolves |= Holds(alert.ResolvedBy[i], $"{alert.Path}.resolved_by[{i}]");
            }

            return resolves;
        }

        private bool Holds(Resolver resolver, string place) => resolver switch
        {
            StateResolver state => Ask($"{place}.state", state.State),
            // One that names the alert's opening event can't be asked without the alert.
            EventResolver { Clause: var clause } => clause.Matches(_seen.Event.Name)
                && (clause.If is not { } condition || condition.Slots.Contains(_vocabulary.FirstSlot) || Ask($"{place}.if", condition)),
            _ => false,
        };

        private bool Ask(string place, CelProgram condition)
        {
            var explanation = condition.Explain(_activation);
            _conditions.Add(new ConditionExplanation(place, condition.Text, explanation));
            return explanation.Value.IsTrue;
        }

        private static bool IsScalar(in CelValue value) => value.Kind is not (CelKind.Error or CelKind.List or CelKind.Map or CelKind.Type);
    }
}
