using Reactor.Actors.Deliveries;

namespace Reactor.Actors.Tests.Deliveries;

public class ExcerptTests
{
    [Fact]
    public void Of_secret_in_text_is_masked() =>
        Assert.Equal("key *** is wrong", Excerpt.Of("key s3cret-value is wrong", ["s3cret-value"]));

    [Theory]
    [InlineData("""{"error":"no a/b+c=d\"&e here"}""")]
    [InlineData("""{"error":"no a\/b+c=d\"&e here"}""")]
    [InlineData("""{"error":"no a/b\u002Bc\u003dd\u0022\u0026e here"}""")]
    [InlineData("no a%2Fb%2bc%3Dd%22%26e here")]
    [InlineData("<p>no a/b+c=d&quot;&amp;e here")]
    [InlineData("<p>no a&#x2F;b&#43;c&#61;d&#34;&amp;e here")]
    [InlineData("no \\u0061/b+c=d\"&e here")]
    public void Of_secret_is_escaped_in_text_is_masked(string answer)
    {
        var excerpt = Excerpt.Of(answer, ["a/b+c=d\"&e"]);

        Assert.Contains("no *** here", excerpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no p%C3%A4sswort-%e2%82%ac12 here")]
    [InlineData("no p\\u00e4sswort-\\u20AC12 here")]
    [InlineData("no p&auml;sswort-&euro;12 here")]
    public void Of_secret_that_is_not_ASCII_is_escaped_in_text_is_masked(string answer) => Assert.Equal("no *** here", Excerpt.Of(answer, ["pässwort-€12"]));

    [Theory]
    [InlineData("no a\\\\b%%25&amp;c here", "a\\\\b%%25&amp;c")]
    [InlineData("no ab\\\\cd here", "ab\\cd")]
    public void Of_secret_has_the_signs_of_escapes_is_masked(string answer, string secret) => Assert.Equal("no *** here", Excerpt.Of(answer, [secret]));

    [Theory]
    [InlineData("a/b+c=d")]
    [InlineData("a\\/b%2")]
    [InlineData("%")]
    [InlineData("a&#x2F")]
    [InlineData("a&bogus;b+c=d\"&e")]
    [InlineData("a\\u002")]
    public void Of_text_that_only_begins_like_a_secret_stays(string text) => Assert.Equal(text, Excerpt.Of(text, ["a/b+c=d\"&e", "a/b+"]).Replace("***", "a/b+", StringComparison.Ordinal));

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
