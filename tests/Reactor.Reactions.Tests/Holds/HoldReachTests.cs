using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;

namespace Reactor.Reactions.Tests.Holds;

public class HoldReachTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Count_is_of_the_open_alerts_that_are_meant()
    {
        var reach = new HoldReach(Alerts(3).Append(Alert(3) with { Rule = "odd" }));

        Assert.Equal((3, 1, 0), (reach.Count(Silence("rule", "panicked")), reach.Count(Silence("rule", "odd")), reach.Count(Silence("rule", "none"))));
    }

    [Fact]
    public void Count_after_too_many_comparisons_is_not_told()
    {
        const int alerts = 10_000;
        var reach = new HoldReach(Alerts(alerts));
        var silence = Silence("severity", "critical");

        var counts = Enumerable.Range(0, (HoldReach.MostCompared / alerts) + 2).Select(_ => reach.Count(silence)).ToList();

        Assert.All(counts.SkipLast(2), count => Assert.Equal(alerts, count));
        Assert.Equal([null, null], counts.TakeLast(2));
    }

    private static Silence Silence(string name, string value) => new() { Id = "s1", Matchers = [new Matcher(name, value)], StartsAt = s_start, EndsAt = s_start.AddHours(1) };

    private static IEnumerable<AlertRow> Alerts(int count) => Enumerable.Range(0, count).Select(Alert);

    private static AlertRow Alert(int number) => new()
    {
        Uid = $"a_{number}",
        Rule = "panicked",
        Id = "panicked",
        Key = "{}",
        VmId = "",
        VmName = "",
        State = AlertState.Firing,
        Severity = "critical",
        Summary = "s",
        Description = "",
        Labels = ImmutableSortedDictionary<string, string>.Empty,
        StartsAt = s_start,
        RefreshedAt = s_start,
        EndsAt = null,
        ResolvedBy = null,
        Count = 1,
        Targets = [],
        FiringId = "f_1",
    };
}
