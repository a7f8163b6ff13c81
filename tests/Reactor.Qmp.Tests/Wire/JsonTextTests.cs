using System.Text;

namespace Reactor.Qmp.Tests.Wire;

public class JsonTextTests
{
    [Theory]
    [InlineData("""{"a": "\ud83d\ude00"}""", false)]
    [InlineData("""{"a": "\uD83D\uDE00x"}""", false)]
    [InlineData("""{"a": "\\ud800"}""", false)]
    [InlineData("""{"a": "\\\ud800"}""", true)]
    [InlineData("""{"a": "\ud83d"}""", true)]
    [InlineData("""{"a": "\ud83dx\ude00"}""", true)]
    [InlineData("""{"a": "\ude00"}""", true)]
    [InlineData("""{"a": "\ud83d\ud83d\ude00"}""", true)]
    [InlineData("""{"a": "\u00e9\n\""}""", false)]
    [InlineData("\\", false)]
    [InlineData("\\u12", false)]
    public void HasUnpairedSurrogate_finds_halves_only(string json, bool expected) =>
        Assert.Equal(expected, JsonText.HasUnpairedSurrogate(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Excerpt_is_short_and_printable()
    {
        string excerpt = JsonText.Excerpt([0x1B, (byte)'[', (byte)'2', (byte)'J', 0xFF, .. new byte[1000]]);
        Assert.StartsWith("\\x1b[2J\\xff\\x00", excerpt, StringComparison.Ordinal);
        Assert.EndsWith("...", excerpt, StringComparison.Ordinal);
        Assert.InRange(excerpt.Length, 10, 250);
        Assert.All(excerpt, c => Assert.InRange(c, ' ', '~'));
    }
}
