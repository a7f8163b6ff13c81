using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Queries;

namespace Reactor.Tests.Queries;

public sealed class DeliveryDetailTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(TargetState.Open, "ops", -1, 5, 5)]
    [InlineData(TargetState.Open, "ops", 9, 5, 9)]
    [InlineData(TargetState.Open, "ops", -1, null, -1)]
    [InlineData(TargetState.Failing, "ops", -1, 5, -1)]
    [InlineData(TargetState.Open, "other", -1, 5, -1)]
    public void Wait_is_as_long_as_its_target_is_left_alone(TargetState state, string target, int next, int? tried, int expected)
    {
        var row = new JsonObject { ["target"] = "ops", ["next_at"] = s_now.AddMinutes(next) };

        DeliveryDetail.Wait(row, [new TargetStatus { Name = target, State = state, NextDue = tried is { } minutes ? s_now.AddMinutes(minutes) : null }]);

        Assert.Equal(s_now.AddMinutes(expected), (DateTimeOffset?)row["next_at"]);
    }

    [Fact]
    public void Wait_of_one_that_waits_no_more_is_none()
    {
        var row = new JsonObject { ["target"] = "ops", ["next_at"] = null };

        DeliveryDetail.Wait(row, [new TargetStatus { Name = "ops", State = TargetState.Open, NextDue = s_now }]);

        Assert.Null(row["next_at"]);
    }
}
