using System.Collections.Immutable;
using Reactor.Reactions.Budgets;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Budgets;

public class StepBudgetsTests
{
    private static readonly Budget s_budget = new("auto-restart", 3, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("vm.id", "[\"id-vm1\"]")]
    [InlineData("data.n", "[5]")]
    [InlineData("data.absent", null)]
    [InlineData("data", null)]
    public void Take_is_under_the_values_of_by_or_not_at_all(string by, string? key) =>
        Assert.Equal(key is null ? null : new BudgetTake("auto-restart", key, 3, TimeSpan.FromHours(1)), Take(s_budget with { By = [KeyPart.Unnamed(Make.Cel(by))] }));

    [Fact]
    public void Take_without_by_is_one_for_all_and_an_unknown_one_is_none()
    {
        Assert.Equal("[]", Take(s_budget)?.Key);
        Assert.Null(Take(s_budget with { Name = "other" }));
    }

    private static BudgetTake? Take(Budget budget)
    {
        var seen = new SeenEvent(Make.Vm(), Make.Event("STOP", """{"n":5}""").Event);
        var firing = Firing.Of(Make.Rule("r", Make.When("STOP"), Make.Log("x")), RuleKey.OfVm("id-vm1"), seen, new MatchInfo(1, seen.At, seen.At, 0));
        return new StepBudgets(ImmutableSortedDictionary<string, Budget>.Empty.Add(budget.Name, budget)).Take("auto-restart", new FiringActivation(RuleVocabulary.Empty, firing));
    }
}
