using System.Text.RegularExpressions;
using FsCheck.Xunit;
using Reactor.Rules.Expressions;

namespace Reactor.Rules.Tests.Expressions;

public sealed class TextGlobTests
{
    [Theory]
    [InlineData("db-*", "db-1", true)]
    [InlineData("db-*", "db-", true)]
    [InlineData("db-*", "web-1", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("?", "😀", true)]
    [InlineData("*?", "😀", true)]
    [InlineData("??", "😀", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("DB-*", "db-1", false)]
    [InlineData("*a*b*c", "xaxbxc", true)]
    public void IsMatch_text_against_glob(string glob, string text, bool expected) => Assert.Equal(expected, TextGlob.IsMatch(glob, text));

    [Property(MaxTest = 1000)]
    public void IsMatch_agrees_with_a_regular_expression(int seed)
    {
        var random = new Random(seed);
        var glob = Draw(random, "ab*?", 6);
        var text = Draw(random, "ab", 8);
        var expected = Regex.IsMatch(text, "\\A" + Regex.Escape(glob).Replace("\\*", ".*").Replace("\\?", ".") + "\\z", RegexOptions.Singleline);

        Assert.Equal(expected, TextGlob.IsMatch(glob, text));
    }

    private static string Draw(Random random, string letters, int max) =>
        string.Concat(Enumerable.Range(0, random.Next(max + 1)).Select(_ => letters[random.Next(letters.Length)]));
}
