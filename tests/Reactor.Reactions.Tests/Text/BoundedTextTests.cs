using System.Text;
using FsCheck.Xunit;
using Reactor.Reactions.Text;

namespace Reactor.Reactions.Tests.Text;

public class BoundedTextTests
{
    [Fact]
    public void Cut_text_that_fits_is_the_same() => Assert.Equal("äöü", BoundedText.Cut("äöü", 6));

    [Fact]
    public void Cut_text_too_long_ends_in_an_ellipsis() => Assert.Equal("ab…", BoundedText.Cut("abcdef", 5));

    [Fact]
    public void Cut_never_leaves_half_a_character() => Assert.Equal("a…", BoundedText.Cut("a😀😀", 7));

    [Property]
    public bool Cut_any_text_fits(string text, byte size) =>
        Encoding.UTF8.GetByteCount(BoundedText.Cut(text ?? "", size + 3)) <= size + 3;
}
