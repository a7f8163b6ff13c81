using Reactor.Actors.Deliveries;

namespace Reactor.Actors.Tests.Deliveries;

public class ExcerptTests
{
    [Fact]
    public void Of_secret_in_text_is_masked() =>
        Assert.Equal("key *** is wrong", Excerpt.Of("key s3cret-value is wrong", ["s3cret-value"]));

    [Theory]
    [InlineData("s3cret", "s3cret-longer")]
    [InlineData("s3cret-longer", "s3cret")]
    public void Of_secret_that_is_part_of_another_leaves_nothing_of_that_one(string one, string other) =>
        Assert.Equal("key *** is wrong", Excerpt.Of("key s3cret-longer is wrong", [one, other]));

    [Fact]
    public void Of_secret_across_the_cut_is_masked_first()
    {
        var text = new string('a', Excerpt.MaxLength - 3) + "s3cret-value";

        Assert.DoesNotContain("s3c", Excerpt.Of(text, ["s3cret-value"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_control_characters_are_escaped() =>
        Assert.Equal("a\\u{1b}[31mb \\u{202e}c", Excerpt.Of("a\u001b[31mb\n\u202ec", []));

    [Fact]
    public void Of_long_text_is_cut()
    {
        var excerpt = Excerpt.Of(new string('a', 100_000), []);

        Assert.Equal(Excerpt.MaxLength + 1, excerpt.Length);
    }
}
