using Reactor.Actors.Status;
using Reactor.Queries;
using Reactor.Store.Reading;

namespace Reactor.Tests.Queries;

public sealed class TargetSummaryTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Next_try_is_told_only_where_something_waits(int pending, bool isTold)
    {
        var due = DateTimeOffset.UnixEpoch.AddDays(1);

        var row = Assert.Single(TargetSummary.Of([new StoredTarget("phone", pending, 1, null, null)], [new TargetStatus { Name = "phone", State = TargetState.Failing, NextDue = due }]));

        Assert.Equal(isTold ? due : null, row.NextTry);
    }

    [Fact]
    public void Next_try_of_a_target_of_which_the_store_knows_nothing_is_not_told() =>
        Assert.Null(Assert.Single(TargetSummary.Of([], [new TargetStatus { Name = "phone", State = TargetState.Active, NextDue = DateTimeOffset.UnixEpoch }])).NextTry);
}
