using FsCheck;
using FsCheck.Xunit;
using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Tests.Diagnostics;

public class NearestTests
{
    [Theory]
    [InlineData("evnt", "event")]
    [InlineData("eevnt", "event")]
    [InlineData("Event", "event")]
    [InlineData("once-per", "once_per")]
    [InlineData("sumary", "summary")]
    [InlineData("summ", "summary")]
    [InlineData("once", "once_per")]
    [InlineData("x", null)]
    [InlineData("entirely", null)]
    [InlineData("", null)]
    public void Find_gives_what_was_probably_meant(string word, string? expected) =>
        Assert.Equal(expected, Nearest.Find(word, ["event", "if", "by", "once_per", "summary"]));

    [Property]
    public bool Distance_is_symmetric_and_zero_only_for_equals(NonNull<string> a, NonNull<string> b) =>
        Nearest.Distance(a.Get, b.Get) == Nearest.Distance(b.Get, a.Get) && (Nearest.Distance(a.Get, b.Get) == 0) == (a.Get == b.Get);
}
