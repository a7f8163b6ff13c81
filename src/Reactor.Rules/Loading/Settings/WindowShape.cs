using System.Collections.Immutable;
using System.Globalization;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>windows</c>.</summary>
internal static class WindowShape
{
    public static readonly Shape Shape = new Shape("a window").Elsewhere("timezone", "write zone: Europe/Berlin");

    private static readonly Reading<DayOfWeek> s_day = Scalars.Choice(
        ("mon", DayOfWeek.Monday), ("tue", DayOfWeek.Tuesday), ("wed", DayOfWeek.Wednesday), ("thu", DayOfWeek.Thursday),
        ("fri", DayOfWeek.Friday), ("sat", DayOfWeek.Saturday), ("sun", DayOfWeek.Sunday));

    private static readonly Reading<TimeOnly> s_time = new ScalarReading<TimeOnly>("a time of day such as \"02:00\"", s =>
        TimeOnly.TryParseExact(s.Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new(time)
            : Parsing<TimeOnly>.Wrong($"{Shown.Word(s.Value)} is not a time of day", s.Value == "24:00" ? "the end of a day is \"00:00\"" : "write hours and minutes in quotes, \"00:00\" to \"23:59\""))
        {
            Form = ScalarForm.Text("^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", "02:00") with { Definition = "time-of-day", Summary = "Hours and minutes, in quotes" },
        };

    private static readonly Reading<TimeZoneInfo> s_zone = new ScalarReading<TimeZoneInfo>("a time zone such as Europe/Berlin", ReadZone)
    {
        Form = ScalarForm.Text("^[A-Za-z0-9_+/-]{1,64}$", "UTC", "Europe/Berlin"),
    };

    private static readonly Key<ImmutableArray<DayOfWeek>> s_days = Shape.Optional("days", Collections.OneOrMany(s_day), "The days that it starts on: mon, tue, wed, thu, fri, sat, sun; default: all.");
    private static readonly Key<TimeOnly> s_from = Shape.Required("from", s_time, "When it starts, by the wall clock.");
    private static readonly Key<TimeOnly> s_to = Shape.Required("to", s_time, "When it ends; not later than `from`: on the next day.");
    private static readonly Key<TimeZoneInfo> s_timeZone = Shape.Required("zone", s_zone, "Whose wall clock is meant: a time zone of the tz database, such as Europe/Berlin or UTC.");

    public static Reading<WindowSyntax> Reading { get; } = new ObjectReading<WindowSyntax>(Shape, f =>
        new(f.GetOr(s_days, [.. Enum.GetValues<DayOfWeek>()]), f.GetOr(s_from, default), f.GetOr(s_to, default), f.GetOr(s_timeZone, TimeZoneInfo.Utc)));

    private static Parsing<TimeZoneInfo> ReadZone(YScalar scalar)
    {
        string name = scalar.Value;
        bool plausible = name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '/');
        if (plausible && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return new(zone);
        return Parsing<TimeZoneInfo>.Wrong(
            $"this machine knows no time zone {Shown.Word(name)}",
            Nearest.Suggest(name, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)) ?? "write a name of the tz database, such as Europe/Berlin (on Debian in the package tzdata)");
    }
}
