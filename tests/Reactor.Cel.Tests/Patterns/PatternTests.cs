using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Cel.Evaluation;
using Reactor.Cel.Patterns;
using Reactor.Measuring;

namespace Reactor.Cel.Tests.Patterns;

public sealed class PatternTests
{
    private static Gen<string> Texts { get; } = Gen.Elements('a', 'b', 'B', '1', '_', ' ', '\n', 'é').ArrayOf().Select(c => new string(c));

    // What means the same in RE2's syntax and .NET's.
    private static Gen<string> Sources { get; } = Gen.Sized(size => OfSize(Math.Min(size, 20)));

    [Property(MaxTest = 2000)]
    public Property Match_is_found_where_a_backtracking_engine_finds_one() => Prop.ForAll(Sources.ToArbitrary(), Texts.ToArbitrary(), (source, text) =>
    {
        Assert.True(PatternText.TryCompile(source, out var pattern, out var problem), problem);
        var frame = new Frame(CelActivation.Empty, null, CelEnvironment.DefaultStepBudget);
        return pattern.IsMatch(text, ref frame) == Regex.IsMatch(text, source, RegexOptions.CultureInvariant) && !frame.IsExhausted;
    });

    [Theory]
    [InlineData("(?:(?:a|b)*a(?:a|b){90}){9}")]
    [InlineData("(?:a?){900}a{900}")]
    [InlineData("(?:(?:a*)*)*c")]
    [InlineData("(?:a|b)*a(?:a|b){900}")]
    [InlineData("(?:(?:.*a.{3}){60})+c")]
    public void Work_is_at_most_the_text_times_the_pattern(string source)
    {
        Assert.True(PatternText.TryCompile(source, out var pattern, out _));
        var random = new Random(1);
        var text = new string([.. Enumerable.Range(0, 500).Select(_ => random.Next(2) == 0 ? 'a' : 'b')]);
        var frame = new Frame(CelActivation.Empty, null, int.MaxValue);
        pattern.IsMatch(text, ref frame);
        Assert.InRange(int.MaxValue - frame.Left, 0, (text.Length + 1) * pattern.Size);
        var small = new Frame(CelActivation.Empty, null, 100);
        pattern.IsMatch(text, ref small);
        Assert.True(small.IsExhausted);
    }

    [Fact]
    public void Match_does_not_allocate()
    {
        Assert.True(PatternText.TryCompile("^(?:db|web)-[0-9]+$", out var pattern, out _));
        var frame = new Frame(CelActivation.Empty, null, int.MaxValue);
        Assert.True(pattern.IsMatch("web-17", ref frame));
        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 1000; i++)
                pattern.IsMatch("web-17", ref frame);
        }));
    }

    private static Gen<string> OfSize(int size)
    {
        var leaf = Gen.Elements("a", "b", "1", "é", ".", "[ab]", "[^a]", "[a-z_]", "^", "\\z", "(?i:b)", "(?s:.)", "(?m:^)", "(?m:$)", "(?:)");
        if (size < 1)
            return leaf;
        var part = Gen.OneOf(leaf, OfSize(size / 3));
        return Gen.OneOf(
            leaf,
            part.ListOf(3).Select(p => string.Concat(p)),
            part.ListOf(2).Select(p => $"(?:{string.Join('|', p)})"),
            from p in part from q in Gen.Elements("*", "+", "?", "*?", "{2}", "{1,2}", "{0,3}?", "{2,}") select $"(?:{p}){q}");
    }
}
