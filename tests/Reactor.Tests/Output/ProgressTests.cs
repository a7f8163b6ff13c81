using Reactor.Actors.Tests.Fakes;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Tests.Output;

public sealed class ProgressTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private readonly ManualTime _time = new();
    private readonly StringWriter _screen = new();

    [Fact]
    public void Work_of_less_than_a_second_shows_nothing()
    {
        using (var progress = Begin())
        {
            progress.Report(1, 2);
            _time.Advance(TimeSpan.FromMilliseconds(999));
        }

        Assert.Equal("", _screen.ToString());
    }

    [Fact]
    public void Longer_work_has_one_line_that_is_written_anew_and_goes_at_the_end()
    {
        using (var progress = Begin())
        {
            progress.Report(1, 4);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("[#####---------------]  25 %  1 of 4", Seen());

            progress.Report(4, 4);
            _time.Advance(s_tick);
            Assert.Equal("[####################] 100 %  4 of 4", Seen());
        }

        Assert.Equal("", Seen());
        Assert.DoesNotContain("\n", _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Work_of_unknown_length_has_no_bar()
    {
        using var progress = Begin();
        progress.Report(3, 0);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("3 of 0", Seen());
    }

    [Fact]
    public void What_is_written_meanwhile_stands_above_it()
    {
        using var progress = Begin();
        _time.Advance(TimeSpan.FromSeconds(1));

        progress.Terminal.Out.WriteLine("a result");
        progress.Terminal.Error.Write("half of");
        _time.Advance(s_tick);
        Assert.Equal("a result\nhalf of", Seen());

        progress.Terminal.Error.WriteLine(" a line");
        _time.Advance(s_tick);
        Assert.Equal("a result\nhalf of a line\n0 of 0", Seen());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Where_nobody_looks_at_it_nothing_is_shown(bool isScreen, bool isJson)
    {
        using (var progress = Begin(isScreen, isJson ? OutputFormat.Json : OutputFormat.Table))
        {
            progress.Report(1, 2);
            _time.Advance(TimeSpan.FromMinutes(1));
            progress.Terminal.Out.WriteLine("a result");
        }

        Assert.Equal($"a result{Environment.NewLine}", _screen.ToString());
    }

    [Fact]
    public void Text_that_steers_a_terminal_or_is_too_long_is_neither()
    {
        using var progress = new Progress(Screen(true), OutputFormat.Table, (_, _) => "\u001b[2J" + new string('x', 500));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.DoesNotContain('\u001b', Seen());
        Assert.InRange(Seen().Length, 1, 79);
    }

    [Theory]
    [InlineData(79, "[##########----------]  50 %  1,000 of 2,000 events")]
    [InlineData(40, "50 %  1,000 of 2,000 events")]
    [InlineData(20, "50 %  1,000 of 2,0…")]
    [InlineData(1, "…")]
    public void Line_fits_the_screen_that_it_is_written_to(int width, string line)
    {
        using var progress = new Progress(Screen(true) with { ErrorWidth = width }, OutputFormat.Table, (_, _) => "1,000 of 2,000 events");
        progress.Report(1000, 2000);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(line, Seen());
    }

    private Progress Begin(bool isScreen = true, OutputFormat format = OutputFormat.Table) => new(Screen(isScreen), format, (done, all) => $"{done} of {all}");

    private Terminal Screen(bool isScreen) => new() { Out = _screen, Error = _screen, IsScreen = isScreen, IsErrorScreen = isScreen, Time = _time };

    // What is to be seen on a screen by now: what comes after a return is written over what is there.
    private string Seen() => string.Join('\n', _screen.ToString().Replace(Environment.NewLine, "\n", StringComparison.Ordinal).Split('\n').Select(line =>
        line.Split('\r').Aggregate("", (shown, part) => part + (part.Length < shown.Length ? shown[part.Length..] : "")).TrimEnd(' ')));
}
