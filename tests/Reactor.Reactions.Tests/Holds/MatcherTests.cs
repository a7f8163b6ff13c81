using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Tests.Support;

namespace Reactor.Reactions.Tests.Holds;

public class MatcherTests
{
    private static readonly HoldSubject s_alert = new(
        "panic",
        "a1",
        "critical",
        ImmutableSortedDictionary<string, string>.Empty.Add("team", "virt").Add("host", "label-host"),
        Make.Vm("web1") with { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod") });

    [Theory]
    [InlineData("rule", "panic", false, true, true)]
    [InlineData("rule", "panic", false, false, false)]
    [InlineData("alert", "a1", false, true, true)]
    [InlineData("severity", "critical|error", true, true, true)]
    [InlineData("severity", "crit", true, true, false)]
    [InlineData("vm", "web1", false, true, true)]
    [InlineData("vm", "id-web1", false, true, true)]
    [InlineData("vm", "web1", false, false, false)]
    [InlineData("vm", "id-web1", false, false, false)]
    [InlineData("vm", "web2", false, false, true)]
    [InlineData("vm", "web.*", true, true, true)]
    [InlineData("host", "h1", false, true, true)]
    [InlineData("label.host", "label-host", false, true, true)]
    [InlineData("team", "virt", false, true, true)]
    [InlineData("label.team", "virt", false, true, true)]
    [InlineData("absent", "", false, true, true)]
    [InlineData("env", "prod", false, true, false)]
    public void Meets_looks_at_what_the_name_says(string name, string value, bool regex, bool equal, bool meets) =>
        Assert.Equal(meets, s_alert.Meets([new MatcherTest(new Matcher(name, value, regex, equal))]));

    [Theory]
    [InlineData("vm~=web", "'vm~=web' is no matcher: a regular expression is written vm=~web")]
    [InlineData("vm~!=web", "'vm~!=web' is no matcher: a regular expression is written vm!~web")]
    [InlineData("vm=~web[", "the regular expression `web[` of the matcher vm can't be used: a [ without its ]")]
    [InlineData("vm=~web(", "the regular expression `web(` of the matcher vm can't be used: a ( without its )")]
    [InlineData("vm=~a)|(?:b", "the regular expression `a)|(?:b` of the matcher vm can't be used: a ) without its (")]
    [InlineData("vm=~*", "the regular expression `*` of the matcher vm can't be used: *, +, ? or {n} with nothing before it")]
    [InlineData("vm=~a**", "the regular expression `a**` of the matcher vm can't be used: *, +, ? or {n} after another")]
    [InlineData("vm=~a\\", "the regular expression `a\\` of the matcher vm can't be used: a \\ with nothing after it")]
    public void Faulty_matcher_is_told_of_as_it_was_written(string text, string told)
    {
        Assert.False(MatcherText.TryParse(text, out _, out var fault));
        Assert.Equal(told, fault);
    }

    [Fact]
    public void Matcher_of_the_store_that_nobody_would_be_let_write_any_more_is_read_all_the_same()
    {
        var silence = new Silence { Id = "s1", Matchers = [new Matcher("vm", "a)|(?:b", IsRegex: true)], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1), Author = "ann", Reason = "x" };

        Assert.Equal(silence.Matchers.AsEnumerable(), Silence.Read(silence.Write()).Matchers);
    }

    [Fact]
    public void VmMeets_looks_at_the_labels_of_the_vm_and_never_at_what_has_none()
    {
        ImmutableArray<MatcherTest> prod = [new MatcherTest(new Matcher("env", "prod"))];
        Assert.True(s_alert.VmMeets(prod));
        Assert.False((s_alert with { Vm = null }).VmMeets(prod));
        Assert.False((s_alert with { Vm = null }).VmMeets([new MatcherTest(new Matcher("env", "", false, true))]));
    }

    [Fact]
    public void Read_what_was_written_is_the_same()
    {
        var silence = new Silence
        {
            Id = "s1",
            Matchers = [new Matcher("vm", "web.*", true, false), new Matcher("rule", "panic")],
            StartsAt = Make.Start,
            EndsAt = Make.Start.AddHours(1),
            Author = "ann",
            Reason = "it is known",
            UntilResolved = true,
        };
        var read = Silence.Read(silence.Write());
        Assert.Equal(silence.Matchers.AsEnumerable(), read.Matchers);
        Assert.Equal(silence, read with { Matchers = silence.Matchers });
        var ended = Maintenance.Read(new Maintenance { Id = "m1", Author = "ann", IsEnded = true }.Write());
        Assert.Equal(("m1", "ann", true), (ended.Id, ended.Author, ended.IsEnded));
    }

    [Theory]
    [InlineData("""{"v":1,"id":"s","starts":"2026-03-02T10:00:00Z","ends":"2026-03-02T11:00:00Z","matchers":[]}""", "matchers")]
    [InlineData("""{"v":1,"id":"s","starts":"2026-03-02T10:00:00Z","matchers":[{"name":"vm","value":"x"}]}""", "no end")]
    [InlineData("""{"v":1,"id":"s","ends":"2026-03-02T11:00:00Z","matchers":[{"name":"vm","value":"(","regex":true}]}""", "regular expression")]
    [InlineData("""{"v":1,"id":"s","ends":"2026-03-02T11:00:00Z","matchers":[{"name":"vm","value":"(a)\\1","regex":true}]}""", "regular expression")]
    [InlineData("""{"v":1,"id":"","ended":true}""", "id")]
    [InlineData("""{"v":2,"id":"s","ended":true}""", "newer")]
    [InlineData("{}", "damaged")]
    public void Read_what_would_hold_wrongly_is_refused(string payload, string because)
    {
        var error = Assert.Throws<InvalidDataException>(() => Silence.Read(Encoding.UTF8.GetBytes(payload)));
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }
}
