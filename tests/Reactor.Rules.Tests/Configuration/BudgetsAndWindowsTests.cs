using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Configuration;

public class BudgetsAndWindowsTests
{
    [Fact]
    public void Load_budgets_and_windows_are_read()
    {
        var result = Loaded.Settings("""
            version: 1
            vms: [{name: a, qmp: "unix:/a"}]
            budgets: {restart: {max: 3, per: 1h, by: ['vm.id', 'rule.name']}, all: {max: 1, per: 1m}}
            windows: {night: {from: "22:00", to: "06:00", zone: Europe/Berlin}, patch: {days: [sun, mon], from: 02:00, to: "05:30", zone: UTC}}
            """);
        Assert.Equal("", result.FormatDiagnostics());
        var configuration = result.Configuration!;
        var restart = configuration.Budgets["restart"];
        Assert.Equal((3, TimeSpan.FromHours(1), "vm.id rule.name"), (restart.Max, restart.Per, string.Join(' ', restart.By.Select(p => p.Name))));
        Assert.Empty(configuration.Budgets["all"].By);
        Assert.Equal(7, configuration.Windows["night"].Days.Count);
        Assert.Equal("Europe/Berlin", configuration.Windows["night"].Zone.Id);
        var patch = configuration.Windows["patch"];
        Assert.Equal((new TimeOnly(2, 0), new TimeOnly(5, 30)), (patch.From, patch.To));
        Assert.Equal<DayOfWeek>([DayOfWeek.Sunday, DayOfWeek.Monday], patch.Days);
    }

    [Theory]
    [InlineData("budgets: {a: {max: 0, per: 1h}}", "2:20+1 bad-value: a whole number from 1 to 1000000 is expected; 0 is out of these bounds")]
    [InlineData("budgets: {a: {max: 1}}", "2:14+8 missing-key: a budget needs the key `per`: a duration such as 500ms, 30s, 10m, 1h30m or 7d")]
    [InlineData("budgets: {a: {max: 1, per: 1h, by: ['vm.nam']}}", "2:38+6 expression: vm has no field 'nam' | did you mean vm.name?")]
    [InlineData("budgets: {a: {max: 1, per: 1h, by: ['steps.a']}}", "2:38+5 expression: there is no 'steps' here | it is known in steps (gather, qmp, exec) and in `on_failure`")]
    [InlineData("windows: {a: {days: [sunday], from: '02:00', to: '03:00', zone: UTC}}", "2:22+6 bad-value: sunday is not one of mon | tue | wed | thu | fri | sat | sun | did you mean sun?")]
    [InlineData("windows: {a: {from: '2:00', to: '24:00', zone: UTC}}", "2:21+6 bad-value: 2:00 is not a time of day | write hours and minutes in quotes, \"00:00\" to \"23:59\"\n2:33+7 bad-value: 24:00 is not a time of day | the end of a day is \"00:00\"")]
    [InlineData("windows: {a: {from: '02:00', to: '03:00', zone: Europe/Berln}}", "2:49+12 bad-value: this machine knows no time zone Europe/Berln | did you mean Europe/Berlin?")]
    [InlineData("windows: {a: {from: '02:00', to: '03:00', zone: ../../passwd}}", "2:49+12 bad-value: this machine knows no time zone ../../passwd | write a name of the tz database, such as Europe/Berlin (on Debian in the package tzdata)")]
    [InlineData("windows: {a: {from: '02:00', to: '03:00'}}", "2:14+28 missing-key: a window needs the key `zone`: a time zone such as Europe/Berlin")]
    public void Load_fault_is_told_with_its_place(string text, string expected) => Golden.Equal(expected, Loaded.Lines(Loaded.Settings("version: 1\n" + text).Diagnostics));
}
