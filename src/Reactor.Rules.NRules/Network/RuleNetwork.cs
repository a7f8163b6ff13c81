using System.Collections.Immutable;
using System.Linq.Expressions;
using NRules;
using NRules.Diagnostics;
using NRules.RuleModel;
using NRules.RuleModel.Builders;
using Reactor.Qmp;
using Reactor.Rules.Engine;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Model;
using RuleSet = Reactor.Rules.Engine.RuleSet;

namespace Reactor.Rules.NRules.Network;

/// <summary>
/// A rule set as a network: each clause is a rule over the type of its events, with its <c>if</c> as a condition. Equal conditions have one
/// number, so their expressions are equal, and the network shares their node. Immutable; shared by all partitions.
/// </summary>
internal sealed class RuleNetwork
{
    private readonly ISessionFactory _sessions;
    private readonly EventTypes _types;
    private readonly ImmutableArray<Rule?> _owners;
    private readonly int _rules;

    public RuleNetwork(RuleSet rules)
    {
        var clauses = rules.Plans.Where(p => p.IsLive)
            .SelectMany(p => p.Rule.When.Pattern.Clauses.Select((clause, i) => new NetworkClause(p, clause, p.Conditions[i])))
            .ToArray();
        var literal = clauses.SelectMany(c => c.Clause.Events).Where(e => !e.IsGlob).Select(e => e.Text);
        var names = literal.Concat(EventCatalogue.Default.Names).Distinct().Where(name => clauses.Any(c => c.Clause.Matches(name)));
        _rules = rules.Plans.Length;
        _types = EventTypes.For([.. clauses.Select(c => c.Clause)], [.. names]);
        _owners = [.. Enumerable.Range(0, rules.Conditions.Length).Select(i => clauses.FirstOrDefault(c => c.Condition == i)?.Plan.Rule)];
        _sessions = new RuleCompiler().Compile(clauses.Select(Lower));
    }

    /// <summary>A session of the network, for one engine.</summary>
    public ICandidates Candidates(EventConditions conditions) => new NetworkCandidates(_sessions.CreateSession(), _types, conditions, new FoundRules(_rules, _owners));

    /// <summary>Nodes that evaluate a condition: equal ones share theirs.</summary>
    internal int ConditionNodes => _sessions.GetSchema().Nodes.Count(n => n.NodeType == NodeType.Selection);

    private IRuleDefinition Lower(NetworkClause clause, int number)
    {
        var builder = new RuleBuilder();
        builder.Name($"{clause.Plan.Rule.Name} ({number})");
        var fact = Expression.Parameter(_types.InterfaceOf(clause.Clause), "fact");
        var pattern = builder.LeftHandSide().Pattern(fact.Type, fact.Name);
        if (clause.Condition >= 0)
            pattern.Condition(Expression.Lambda(Call(fact, nameof(IEventFact.MayHold), clause.Condition), fact));
        var context = Expression.Parameter(typeof(IContext), "context");
        builder.RightHandSide().Action(Expression.Lambda(Call(fact, nameof(IEventFact.Found), clause.Plan.Position), context, fact));
        return builder.Build();
    }

    private static MethodCallExpression Call(ParameterExpression fact, string method, int number) =>
        Expression.Call(fact, typeof(IEventFact).GetMethod(method)!, Expression.Constant(number));

    /// <param name="Plan">Its rule.</param>
    /// <param name="Clause">The clause.</param>
    /// <param name="Condition">Its condition's number; -1 for none.</param>
    private sealed record NetworkClause(RulePlan Plan, Clause Clause, int Condition);
}
