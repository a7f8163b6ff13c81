using Reactor.Cel.Evaluation;
using Reactor.Cel.Patterns;

namespace Reactor.Cel.Tests.Patterns;

public sealed class PatternTextTests
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
    [InlineData("^\\Qa|b)\\E+$", "a|b))", true)]
    [InlineData("^(?:a|b{2,3}?)*c$", "abbabbbc", true)]
    [InlineData("^(?:a|b{2,3})*c$", "abc", false)]
    [InlineData("(?:a*)*$", "aaab", true)]
    [InlineData("(?i)^straße\\x{212A}$", "STRAßEk", true)]
    [InlineData("(?i)^[^k]$", "\u212A", false)]
    [InlineData("^\\B$", "", true)]
    [InlineData("a\\b", "aé", true)]
    [InlineData("(?m)^$", "a\n", true)]
    [InlineData("^(?:(?i)a|b)c$", "Bc", true)]
    [InlineData("^(?:(?i)a|b)c$", "BC", false)]
    [InlineData("^[^\\pL]$", "é", false)]
    [InlineData("^\\P{L}$", "1", true)]
    [InlineData("^\\p{Han}\\P{Han}$", "漢a", true)]
    [InlineData("^\uD800$", "\uD800", true)]
    public void Pattern_means_what_re2_says(string pattern, string text, bool? expected)
    {
        var isPattern = PatternText.TryCompile(pattern, out var compiled, out _);
        var frame = new Frame(CelActivation.Empty, null, CelEnvironment.DefaultStepBudget);
        Assert.Equal(expected, isPattern ? compiled!.IsMatch(text, ref frame) : null);
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
    [InlineData("a|*")]
    [InlineData("a+*")]
    [InlineData("a{2}{3}")]
    [InlineData("{2}")]
    [InlineData("a{2,1}")]
    [InlineData("(?:a{1000}){10}")]
    [InlineData("a\\E")]
    [InlineData("(?i")]
    [InlineData("(?-")]
    [InlineData("(?P<>a)")]
    [InlineData("\\p{^Lu")]
    public void Pattern_outside_of_re2_is_refused(string pattern)
    {
        Assert.False(PatternText.TryCompile(pattern, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Pattern_too_long_is_refused() => Assert.False(PatternText.TryCompile(new string('a', PatternText.MaxLength + 1), out _, out _));
}
