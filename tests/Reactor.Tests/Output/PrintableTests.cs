using FsCheck.Xunit;
using Reactor.Output;

namespace Reactor.Tests.Output;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain text, ünïcode 漢字 🐱", "plain text, ünïcode 漢字 🐱")]
    [InlineData("two\nlines\r\n\tand tabs", @"two\nlines\r\n\tand tabs")]
    [InlineData("\x1b[31mred\x1b[0m", @"\x1b[31mred\x1b[0m")]
    [InlineData("safe\u202etxt.exe", @"safe\u202etxt.exe")]
    [InlineData("line\u2028separator", @"line\u2028separator")]
    public void Of_text_with_control_characters_shows_them_escaped(string text, string expected) =>
        Assert.Equal(expected, Printable.Of(text));

    [Fact]
    public void Of_half_a_surrogate_pair_shows_it_escaped() => Assert.Equal(@"half \ud83d", Printable.Of("half " + (char)0xd83d));

    [Fact]
    public void Of_long_text_ends_in_an_ellipsis() => Assert.Equal("abcd…", Printable.Of("abcdefgh", most: 5));

    [Property]
    public bool Of_any_text_holds_no_control_character(string? text) => !Printable.Of(text ?? "").Any(char.IsControl);
}
