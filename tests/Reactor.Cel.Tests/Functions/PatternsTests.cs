using Reactor.Cel.Functions;

namespace Reactor.Cel.Tests.Functions;

public sealed class PatternsTests
{
    [Theory]
    [InlineData("^db-\\d+$", "db-12", true)]
    [InlineData("^db-\\d+$", "db-12\n", false)]
    [InlineData("\\d", "٣", false)]
    [InlineData("\\w", "é", false)]
    [InlineData("[\\D]", "1", false)]
    [InlineData("[^\\d]", "1", false)]
    [InlineData("[\\d\\s]", " ", true)]
    [InlineData("^.$", "🐱", true)]
    [InlineData("^..$", "🐱", false)]
    [InlineData("^🐱+$", "🐱🐱", true)]
    [InlineData("^[🐱😀]{2}$", "😀🐱", true)]
    [InlineData("^[a-z🐱-😀]$", "😃", false)]
    [InlineData("^[a-z🐱-😛]$", "😀", true)]
    [InlineData("^[^🐱]$", "😀", true)]
    [InlineData("^[^🐱]$", "🐱", false)]
    [InlineData("^[^a]$", "🐱", true)]
    [InlineData("^[[:alpha:]-]+$", "a-b", true)]
    [InlineData("^[[:^alpha:]]$", "a", false)]
    [InlineData("(?i)PROD", "prod", true)]
    [InlineData("(?i:PR)od", "prod", true)]
    [InlineData("(?m)^b$", "a\nb\nc", true)]
    [InlineData("^b$", "a\nb\nc", false)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("(?P<year>20\\d\\d)", "2026", true)]
    [InlineData("\\Qa.b\\E", "a.b", true)]
    [InlineData("\\Qa.b\\E", "axb", false)]
    [InlineData("\\x{1F431}", "🐱", true)]
    [InlineData("\\x41\\101", "A", null)]
    [InlineData("\\pL\\p{Lu}\\PN", "aBc", true)]
    [InlineData("\\p{Greek}", "α", true)]
    [InlineData("a{2}", "aa", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[a-z-[x]", "[", true)]
    [InlineData("a|b|", "", true)]
    [InlineData("", "x", true)]
    [InlineData("(a)(?:b)", "ab", true)]
    [InlineData("\\bx\\b", "a x b", true)]
    [InlineData("# x", "# x", true)]
    public void Pattern_means_what_re2_says(string pattern, string text, bool? expected)
    {
        var isPattern = Patterns.TryCompile(pattern, out var regex, out _);
        Assert.Equal(expected, isPattern ? regex!.IsMatch(text) : null);
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("a**")]
    [InlineData("(?=a)")]
    [InlineData("(?<=a)b")]
    [InlineData("(a)\\1")]
    [InlineData("(?>a)")]
    [InlineData("(?x)a")]
    [InlineData("\\")]
    [InlineData("\\y")]
    [InlineData("[z-a]")]
    [InlineData("a{1001}")]
    [InlineData("((a{1000}){1000}){1000}")]
    [InlineData("\\p{Zzz}")]
    [InlineData("*a")]
    public void Pattern_outside_of_re2_is_refused(string pattern)
    {
        Assert.False(Patterns.TryCompile(pattern, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Pattern_too_long_is_refused() => Assert.False(Patterns.TryCompile(new string('a', Patterns.MaxLength + 1), out _, out _));
}
