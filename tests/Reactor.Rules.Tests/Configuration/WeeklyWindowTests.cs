using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Rules.Configuration;

namespace Reactor.Rules.Tests.Configuration;

public class WeeklyWindowTests
{
    private static readonly string[] s_zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"];

    [Theory]
    // Sunday 2026-03-01 in Berlin is at +01:00.
    [InlineData("2026-03-01T00:59:59Z", false)]
    [InlineData("2026-03-01T01:00:00Z", true)]
    [InlineData("2026-03-01T03:59:59.999999Z", true)]
    [InlineData("2026-03-01T04:00:00Z", false)]
    [InlineData("2026-03-02T02:00:00Z", false)]
    public void Contains_is_by_the_wall_clock_of_its_zone(string at, bool expected) =>
        Assert.Equal(expected, Window("Europe/Berlin", "02:00", "05:00", DayOfWeek.Sunday).Contains(Time(at)));

    [Theory]
    [InlineData("2026-03-06T22:00:00Z", true)]
    [InlineData("2026-03-07T05:59:00Z", true)]
    [InlineData("2026-03-07T06:00:00Z", false)]
    [InlineData("2026-03-06T05:00:00Z", false)]
    [InlineData("2026-03-07T22:00:00Z", false)]
    public void Contains_over_midnight_belongs_to_the_day_that_it_starts_on(string at, bool expected) =>
        Assert.Equal(expected, Window("UTC", "22:00", "06:00", DayOfWeek.Friday).Contains(Time(at)));

    [Fact]
    public void Contains_of_equal_ends_is_a_whole_day()
    {
        var window = Window("UTC", "06:00", "06:00", DayOfWeek.Friday);
        Assert.True(window.Contains(Time("2026-03-06T06:00:00Z")));
        Assert.True(window.Contains(Time("2026-03-07T05:59:59Z")));
        Assert.False(window.Contains(Time("2026-03-07T06:00:00Z")));
    }

    [Fact]
    public void NextChange_where_the_clock_leaves_out_the_start_is_the_new_time() =>
        Assert.Equal(Time("2026-03-29T01:00:00Z"), Window("Europe/Berlin", "02:30", "05:00", DayOfWeek.Sunday).NextChange(Time("2026-03-29T00:00:00Z")));

    [Fact]
    public void NextChange_where_an_hour_comes_twice_the_window_opens_twice()
    {
        var window = Window("Europe/Berlin", "02:30", "05:00", DayOfWeek.Sunday);
        var changes = new List<DateTimeOffset>();
        for (var at = window.NextChange(Time("2026-10-25T00:00:00Z")); changes.Count < 4; at = window.NextChange(at!.Value))
            changes.Add(at!.Value);
        Assert.Equal([Time("2026-10-25T00:30:00Z"), Time("2026-10-25T01:00:00Z"), Time("2026-10-25T01:30:00Z"), Time("2026-10-25T04:00:00Z")], changes);
    }

    [Fact]
    public void NextChange_of_a_window_that_is_always_open_is_none() =>
        Assert.Null(Window("Europe/Berlin", "00:00", "00:00", Enum.GetValues<DayOfWeek>()).NextChange(Time("2026-03-29T00:00:00Z")));

    [Property(MaxTest = 40)]
    public Property NextChange_is_the_first_minute_at_which_the_window_differs() => Prop.ForAll(Cases(), c =>
    {
        var (window, at) = c;
        var next = window.NextChange(at);
        bool now = window.Contains(at);
        var end = next ?? at.AddDays(15);

        // All that is in between is as now is; transitions and ends are at whole minutes.
        for (var t = at; t < end; t = t.AddMinutes(1))
            Assert.True(window.Contains(t) == now, $"{window} differs at {t:O}, before {next:O}");
        Assert.True(next is null || window.Contains(next.Value) != now, $"{window} doesn't differ at {next:O}");
    });

    private static Arbitrary<(WeeklyWindow Window, DateTimeOffset At)> Cases() => (
        from zone in Gen.Elements(s_zones)
        from days in Gen.SubListOf(Enum.GetValues<DayOfWeek>())
        from starts in Gen.Choose(0, 1439)
        from ends in Gen.Choose(0, 1439)
        from minute in Gen.Choose(0, 366 * 1440)
        from year in Gen.Elements(2011, 2026)
        select (
            new WeeklyWindow("w", [.. days, DayOfWeek.Sunday], Minute(starts), Minute(ends), TimeZoneInfo.FindSystemTimeZoneById(zone)),
            new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute))).ToArbitrary();

    private static TimeOnly Minute(int minute) => new(minute / 60, minute % 60);

    private static WeeklyWindow Window(string zone, string from, string to, params DayOfWeek[] days) =>
        new("w", [.. days], TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
