using System.Text;
using FsCheck.Xunit;
using Reactor.Reactions.Text;

namespace Reactor.Reactions.Tests.Text;

public class LogTextTests
{
    [Theory]
    [InlineData("plain ä 😀", "plain ä 😀")]
    [InlineData("a\r\nb\tc", "a\\r\\nb\\tc")]
    [InlineData("\u001b[31m", "\\u001b[31m")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u202eevil\u2028x", "\\u202eevil\\u2028x")]
    [InlineData("\0\u007f", "\\u0000\\u007f")]
    public void Escape_harmful_characters_are_written_out(string text, string expected) =>
        Assert.Equal(expected, LogText.Escape(text, 4096));

    [Fact]
    public void Escape_unpaired_surrogate_is_written_out() => Assert.Equal("a\\ud800b", LogText.Escape("a\ud800b", 4096));

    [Property]
    public bool Escape_any_text_is_one_bounded_line(string text)
    {
        var line = LogText.Escape(string.Concat(Enumerable.Repeat(text ?? "", 20)), 200);
        return Encoding.UTF8.GetByteCount(line) <= 200 && !line.Any(char.IsControl);
    }
}
