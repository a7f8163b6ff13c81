using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Rules.Tests.Loading.TestFiles;

public sealed class NameRangeTests
{
    [Theory]
    [InlineData("vm", "vm")]
    [InlineData("vm{1..3}", "vm1 vm2 vm3")]
    [InlineData("vm{08..11}", "vm08 vm09 vm10 vm11")]
    [InlineData("r{1..2}-vm{1..2}", "r1-vm1 r1-vm2 r2-vm1 r2-vm2")]
    [InlineData("{1..1}x", "1x")]
    [InlineData("vm{1..}", "vm{1..}")]
    public void Expand_range_gives_its_names_in_order(string text, string names) =>
        Assert.Equal(names, string.Join(' ', NameRange.Expand(text, out _)!.Value));

    [Theory]
    [InlineData("vm{3..1}", "empty")]
    [InlineData("vm{1..100000}", "more than")]
    [InlineData("{1..100}{1..100}", "more than")]
    public void Expand_range_that_is_none_or_too_large_is_refused(string text, string problem)
    {
        Assert.Null(NameRange.Expand(text, out var told));
        Assert.Contains(problem, told, StringComparison.Ordinal);
    }
}
