using Reactor.Reactions.Budgets;

namespace Reactor.Reactions.Tests.Budgets;

public class VmBudgetTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TryTake_burst_is_kept_and_the_rest_counted()
    {
        var budget = new VmBudget();
        Assert.Equal(100, Enumerable.Range(0, 150).Count(_ => budget.TryTake("vm1", s_start)));
        Assert.Equal(50, budget.Refused);
    }

    [Fact]
    public void TryTake_after_a_second_gives_ten_more()
    {
        var budget = new VmBudget();
        Drain(budget, "vm1", s_start);
        Assert.Equal(10, Drain(budget, "vm1", s_start.AddSeconds(1)));
    }

    [Fact]
    public void TryTake_long_quiet_never_gives_more_than_a_burst()
    {
        var budget = new VmBudget();
        Drain(budget, "vm1", s_start);
        Assert.Equal(100, Drain(budget, "vm1", s_start.AddDays(1)));
    }

    [Fact]
    public void TryTake_one_flooding_vm_takes_nothing_from_another()
    {
        var budget = new VmBudget();
        Drain(budget, "vm1", s_start);
        Assert.True(budget.TryTake("vm2", s_start));
    }

    [Fact]
    public void TryTake_more_vms_than_held_refuses_until_one_is_full_again()
    {
        var budget = new VmBudget(maxVms: 2);
        Assert.True(budget.TryTake("vm1", s_start));
        Assert.True(budget.TryTake("vm2", s_start));
        Assert.False(budget.TryTake("vm3", s_start));
        Assert.True(budget.TryTake("vm3", s_start.AddSeconds(2)));
        Assert.Equal(1, budget.Count);
    }

    private static int Drain(VmBudget budget, string vm, DateTimeOffset now)
    {
        var taken = 0;
        while (budget.TryTake(vm, now))
        {
            taken++;
        }

        return taken;
    }
}
