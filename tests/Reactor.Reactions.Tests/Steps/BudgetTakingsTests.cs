using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

public class BudgetTakingsTests
{
    [Fact]
    public void Budget_without_by_is_one_for_all()
    {
        Assert.Equal(new BudgetTake("b", "[]", 3, TimeSpan.FromHours(1)), Take("b", "{}"));
    }

    [Fact]
    public void Budget_has_a_key_of_the_values_of_its_by()
    {
        Assert.Equal("""["id-vm1",7,"a\"b",null,true]""", Take("b", """{"n":7,"t":"a\"b","z":null}""", "vm.id", "data.n", "data.t", "data.z", "1 == 1")!.Key);
    }

    [Theory]
    [InlineData("data.absent")]
    [InlineData("data")]
    [InlineData("[1]")]
    [InlineData("1 / 0")]
    public void Key_that_can_not_be_made_gives_no_taking(string by)
    {
        Assert.Null(Take("b", "{}", by));
    }

    [Fact]
    public void Unknown_budget_gives_no_taking()
    {
        Assert.Null(Take("other", "{}"));
    }

    [Fact]
    public void Long_keys_are_short_and_told_apart()
    {
        var one = Take("b", $$"""{"t":"{{new string('x', 5000)}}1"}""", "data.t")!.Key;
        var two = Take("b", $$"""{"t":"{{new string('x', 5000)}}2"}""", "data.t")!.Key;

        Assert.True(one.Length < 100);
        Assert.NotEqual(one, two);
    }

    private static BudgetTake? Take(string name, string data, params string[] by)
    {
        var seen = new SeenEvent(Make.Vm(), new VmEvent { Id = "1", Name = "STOP", Data = Encoding.UTF8.GetBytes(data), At = Make.Start });
        var firing = Firing.Of(Do.Rule("r", Do.Qmp("stop")), RuleKey.OfVm("id-vm1"), seen, new MatchInfo(1, seen.At, seen.At, 0));
        ImmutableArray<KeyPart> parts = [.. by.Select(cel => KeyPart.Unnamed(Make.Cel(cel)))];
        var takings = BudgetTakings.Of(known => known == "b" ? (3, TimeSpan.FromHours(1), parts) : null);
        return takings(name, new FiringActivation(RuleVocabulary.Empty, firing));
    }
}
