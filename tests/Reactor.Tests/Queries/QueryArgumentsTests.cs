using Reactor.Queries;

namespace Reactor.Tests.Queries;

public sealed class QueryArgumentsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("10m", "2026-03-02T09:50:00Z")]
    [InlineData("1h30m", "2026-03-02T08:30:00Z")]
    [InlineData("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData("2026-03-01T01:00:00+01:00", "2026-03-01T00:00:00Z")]
    public void Moment_duration_or_time_is_understood(string text, string expected)
    {
        var (arguments, faults) = QueryArguments.Create(AllQueries.Events, new Dictionary<string, string> { ["since"] = text }, Now);

        Assert.Empty(faults);
        Assert.Equal(DateTimeOffset.Parse(expected, null), arguments!.Moment("since"));
    }

    [Fact]
    public void Create_several_wrong_values_reports_each()
    {
        var (arguments, faults) = QueryArguments.Create(
            AllQueries.Events, new Dictionary<string, string> { ["since"] = "soon", ["limit"] = "-1", ["colour"] = "red" }, Now);

        Assert.Null(arguments);
        Assert.Equal(3, faults.Count);
        Assert.Contains(faults, f => f.Contains("colour", StringComparison.Ordinal) && f.Contains("vm, name, since, until, before, after, limit", StringComparison.Ordinal));
    }

    [Fact]
    public void Limit_none_given_is_the_default()
    {
        var (arguments, _) = QueryArguments.Create(AllQueries.Events, new Dictionary<string, string>(), Now);

        Assert.Equal(QueryArguments.DefaultLimit, arguments!.Limit);
    }
}
