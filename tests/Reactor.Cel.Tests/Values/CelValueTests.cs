using FsCheck.Xunit;

namespace Reactor.Cel.Tests.Values;

public sealed class CelValueTests
{
    [Fact]
    public void Numbers_are_equal_across_kinds_with_equal_hashes()
    {
        CelValue[] ones = [CelValue.From(1L), CelValue.From(1UL), CelValue.From(1.0)];
        foreach (var a in ones)
        {
            foreach (var b in ones)
                Assert.True(a == b && a.GetHashCode() == b.GetHashCode());
        }

        Assert.NotEqual(CelValue.From(1L), CelValue.True);
        Assert.NotEqual(CelValue.From(-1L), CelValue.From(ulong.MaxValue));
        Assert.Equal(CelValue.From(0.0), CelValue.From(-0.0));
        Assert.Equal(CelValue.From(0.0).GetHashCode(), CelValue.From(-0.0).GetHashCode());
    }

    [Fact]
    public void Nan_is_a_key_but_equals_nothing_in_an_expression()
    {
        Assert.Equal(CelValue.From(double.NaN), CelValue.From(double.NaN));
        Eval.IsTrue("!(double('NaN') == double('NaN')) && !(double('NaN') in [double('NaN')])");
        Eval.IsTrue("!(double('NaN') in [double('NaN'), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])");
    }

    [Fact]
    public void Lists_and_maps_are_equal_by_content()
    {
        var one = CelValue.From(CelMap.Of((CelValue.From("a"), CelValue.From(CelList.Of(CelValue.From(1L))))));
        var other = CelValue.From(CelMap.Of((CelValue.From("a"), CelValue.From(CelList.Of(CelValue.From(1.0))))));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, CelValue.From(CelMap.Of()));
    }

    [Property]
    public bool Integers_are_exact(long value) => CelValue.From(value).AsInt == value && CelValue.From(unchecked((ulong)value)).AsUint == unchecked((ulong)value);

    [Property]
    public bool Equal_values_have_equal_hashes(long a, double b, ulong c)
    {
        CelValue[] values = [CelValue.From(a), CelValue.From(b), CelValue.From(c), CelValue.From((double)a), CelValue.From((double)c)];
        return values.All(x => values.All(y => x != y || x.GetHashCode() == y.GetHashCode()));
    }

    [Fact]
    public void Accessor_of_another_kind_throws()
    {
        Assert.Throws<InvalidOperationException>(() => CelValue.From(1L).AsString);
        Assert.Throws<InvalidOperationException>(() => CelValue.Null.AsInt);
        Assert.Throws<InvalidOperationException>(() => CelValue.From("1").AsUint);
    }

    [Fact]
    public void Unset_value_is_null()
    {
        Assert.True(default(CelValue).IsNull);
        Assert.True(CelValue.From((string?)null).IsNull);
        Assert.False(default(CelValue).IsTrue);
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59.5Z")]
    [InlineData("2026-03-02T10:00:00.1234567Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public void Timestamp_keeps_the_instant(string text)
    {
        var instant = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(instant, CelValue.From(instant).AsTimestamp);
        Assert.Equal(Eval.Checked($"timestamp('{text}')"), CelValue.From(instant));
        Assert.Equal(text, CelValue.From(instant).ToString());
    }

    [Fact]
    public void Duration_keeps_the_span()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(-1500), CelValue.From(TimeSpan.FromMilliseconds(-1500)).AsDuration);
        Assert.Throws<OverflowException>(() => CelValue.From(TimeSpan.MaxValue));
    }

    [Fact]
    public void Text_for_people_is_cut()
    {
        Assert.Equal("{a: [1, b, null]}", Eval.Checked("{'a': [1, 'b', null]}").ToString());
        var many = CelValue.From(CelList.Of([.. Enumerable.Repeat(CelValue.From("abcdefghij"), 100_000)]));
        Assert.InRange(many.ToString().Length, 10_000, 10_100);
    }

    [Fact]
    public void Indexed_list_answers_as_a_list()
    {
        var list = CelList.Indexed(CelValue.From("a"), CelValue.From(2L), CelValue.From("a"));
        Assert.Equal(3, list.Count);
        var environment = new CelEnvironmentBuilder().AddVariable("l", CelType.ListOf(CelType.Dyn)).Build();
        var program = environment.Compile("'a' in l && 2.0 in l && !('b' in l) && l[1] == 2 && l == ['a', 2, 'a']").Program!;
        Assert.Equal(CelValue.True, program.Evaluate(new ArrayActivation(CelValue.From(list))));
    }
}
