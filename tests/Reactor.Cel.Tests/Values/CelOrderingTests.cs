using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Reactor.Cel.Tests.Values;

public sealed class CelOrderingTests
{
    private static Gen<string> Text { get; } = Gen.Elements("a", "b", "c", "d", "é", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "😀").ListOf().Select(parts => string.Concat(parts.Take(5)));

    // Bytes of UTF-8 are in the order of the code points.
    [Property]
    public Property Texts_are_in_the_order_of_their_code_points() => Prop.ForAll(Text.Two().ToArbitrary(), texts =>
        CelOrdering.CompareTexts(texts.Item1, texts.Item2) == Math.Sign(Encoding.UTF8.GetBytes(texts.Item1).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(texts.Item2))));

    [Fact]
    public void Texts_have_an_order_however_far_apart_they_are()
    {
        for (var a = ' '; a <= '~'; a++)
        {
            for (var b = ' '; b <= '~'; b++)
                Assert.Equal(Math.Sign(a - b), CelOrdering.Compare(CelValue.From($"vm-{a}1"), CelValue.From($"vm-{b}1")));
        }
    }

    [Theory]
    [InlineData("'vm-00023' >= 'vm-00021' && 'vm-00023' > 'vm-00021' && 'vm-00021' < 'vm-00023' && 'vm-00021' <= 'vm-00023'")]
    [InlineData("'2026-11-27' > '2026-11-25' && '8.2.0' > '6.2.0' && 'c' > 'a' && 'a' < 'c' && 'ä' < 'æ'")]
    public void Texts_two_apart_have_an_order(string expression) => Eval.IsTrue(expression);
}
