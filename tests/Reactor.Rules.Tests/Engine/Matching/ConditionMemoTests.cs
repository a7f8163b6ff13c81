using Reactor.Cel;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Tests.Engine.Matching;

public sealed class ConditionMemoTests
{
    [Fact]
    public void Evaluate_condition_runs_once_per_event()
    {
        var memo = new ConditionMemo([TestRules.Environment("STOP").Compile(ExpressionPlace.Condition, "vm.name == 'x'")]);
        var activation = new Counting();

        memo.StartEvent();
        Assert.False(memo.Evaluate(0, activation).IsTrue);
        Assert.False(memo.Evaluate(0, activation).IsTrue);
        Assert.Equal(1, activation.Asked);

        activation.Name = "x";
        memo.StartEvent();
        Assert.True(memo.Evaluate(0, activation).IsTrue);
        Assert.Equal(2, activation.Asked);
    }

    private sealed class Counting : CelActivation
    {
        public int Asked { get; private set; }

        public string Name { get; set; } = "y";

        public override CelValue Get(int slot)
        {
            Asked++;
            return CelValue.From(CelMap.Of((CelValue.From("name"), CelValue.From(Name))));
        }
    }
}
