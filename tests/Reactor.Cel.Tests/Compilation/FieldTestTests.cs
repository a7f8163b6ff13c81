using FsCheck.Xunit;

namespace Reactor.Cel.Tests.Compilation;

public sealed class FieldTestTests
{
    private static readonly CelEnvironment Environment = new CelEnvironmentBuilder()
        .AddVariable("d", CelType.Dyn).AddVariable("e", CelType.Dyn)
        .AddVariable("r", CelType.Record("r", [new CelField("a", CelType.Dyn), new CelField("a.b", CelType.Dyn)]))
        .AddMacro("m", "d.x == 'm'").Build();

    // Integers around which doubles are coarser than they, and what has no order with numbers.
    private static readonly string[] s_bounds =
    [
        "0", "-1", "17", "9007199254740992", "9007199254740993", "9007199254740994", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808u", "18446744073709551615u", "0u", "17u",
        "0.0", "-0.0", "0.5", "17.0", "9007199254740992.0", "9007199254740994.0", "9223372036854775807.0", "18446744073709551615.0", "1e300", "-1e300", "1.0/0.0",
        "'a'", "'b'", "''", "'\\uFFFF'", "'\\U0001F600'",
        "duration('1s')", "duration('-1h')", "timestamp('2026-03-02T10:00:00Z')", "timestamp('2026-03-02T10:00:00.000000001Z')", "true", "false",
    ];

    private static readonly string[] s_values = [.. s_bounds, "0.0/0.0", "null", "[1]", "{'a': 1}", "int"];

    [Theory]
    [InlineData("d.a == 'x'", "x")]
    [InlineData("'x' == d.a.b", "x")]
    [InlineData("d.a == 'x' && e.a == 'y' && d.n > 1", "x|y|Greater Int 1")]
    [InlineData("(d.a == 'x' && (d.n == 1 && d.b == 'y')) && e.f", "x|1|y")]
    [InlineData("m && d.a == 'x'", "m|x")]
    [InlineData("3 == d.a", "3")]
    [InlineData("d.a in ['x', 'y', 3]", "x,y,3")]
    [InlineData("d.a in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "1,2,3,4,5,6,7,8,9,10")]
    [InlineData("d.a < 1 && d.a <= 2u && d.a > 3.5 && d.a >= 'x'", "Less Int 1|LessOrEqual Int 2|Greater Double 3.5|GreaterOrEqual String x")]
    [InlineData("1 < d.a && 2 <= d.a && 3 > d.a && 4 >= d.a", "Greater Int 1|GreaterOrEqual Int 2|Less Int 3|LessOrEqual Int 4")]
    [InlineData("d.a > duration('1m') && d.a > 2 * 3", "Greater Duration 60s|Greater Int 6")]
    [InlineData("d.a != 'x'", "")]
    [InlineData("!(d.a == 'x')", "")]
    [InlineData("!(d.a > 1)", "")]
    [InlineData("d.a == 'x' || d.b == 'y'", "")]
    [InlineData("d.n ? d.a == 'x' : false", "")]
    [InlineData("d.a == 1.0", "")]
    [InlineData("d.a in ['x', 1.0]", "")]
    [InlineData("d.a in d.b", "")]
    [InlineData("d.a > 0.0/0.0 || d.a > 1", "")]
    [InlineData("d.a > 0.0/0.0", "")]
    [InlineData("d.a > d.b && size(d.a) > 3", "")]
    [InlineData("'x' == 'x' && 2 > 1", "")]
    [InlineData("d == 'x' && d > 1", "")]
    public void Field_tests_are_those_without_which_it_is_not_true(string expression, string tests) =>
        Assert.Equal(tests, string.Join('|', Compile(expression).FieldTests.Select(Text)));

    [Theory]
    [InlineData("d.a == 'x'", "d.a == 'y'", true)]
    [InlineData("d.a == 'x'", "d.a > 3", true)]
    [InlineData("d.a == 'x'", "d.b == 'x'", false)]
    [InlineData("d.a == 'x'", "e.a == 'x'", false)]
    [InlineData("r.a.b == 'x'", "r['a.b'] == 'x'", false)]
    public void Sources_are_equal_where_the_same_is_read(string one, string other, bool areEqual) =>
        Assert.Equal(areEqual, Assert.Single(Compile(one).FieldTests).Source == Assert.Single(Compile(other).FieldTests).Source);

    [Fact]
    public void Read_gives_the_field_or_why_there_is_none()
    {
        var map = CelValue.From(CelMap.Of((CelValue.From("a"), CelValue.From("z")), (CelValue.From("n"), CelValue.From(1))));
        var activation = new ArrayActivation(map, default);

        Assert.Equal("z", Assert.Single(Compile("d.a == 'x'").FieldTests).Read(activation).AsString);
        Assert.Equal(CelKind.Int, Assert.Single(Compile("d.n == 'x'").FieldTests).Read(activation).Kind);
        Assert.Equal(CelErrorKind.NoSuchKey, Assert.Single(Compile("d.b == 'x'").FieldTests).Read(activation).AsError.Kind);
    }

    [Theory]
    [InlineData("d.b > 1", true)]
    [InlineData("d.b.c > 1", false)]
    [InlineData("d.n.c > 1", false)]
    [InlineData("d.a > 1", false)]
    public void A_field_is_absent_where_what_it_would_be_in_is_there(string expression, bool isAbsent)
    {
        var map = CelValue.From(CelMap.Of((CelValue.From("a"), CelValue.From(1)), (CelValue.From("n"), CelValue.From(1))));
        var test = Assert.Single(Compile(expression).FieldTests);

        Assert.Equal(isAbsent, test.IsAbsent(test.Read(new ArrayActivation(map, default))));
    }

    [Theory]
    [InlineData("has(d.a) && d.a > 1", true)]
    [InlineData("d.a.b == 'x' && (e.f && has(d.a.b))", true)]
    [InlineData("has(d.a) && d.a.b > 1", false)]
    [InlineData("!has(d.a) && d.a > 1", false)]
    [InlineData("(has(d.a) || e.f) && d.a > 1", false)]
    [InlineData("d.a > 1", false)]
    public void A_test_is_guarded_where_the_program_is_false_without_the_field(string expression, bool isGuarded) =>
        Assert.Equal(isGuarded, Assert.Single(Compile(expression).FieldTests).IsGuarded);

    [Property(MaxTest = 2_000)]
    public void An_order_test_holds_where_its_program_is_true(int seed)
    {
        var random = new Random(seed);
        var text = Order(random, "d.a", s_bounds[random.Next(s_bounds.Length)]);
        var program = Compile(text);
        var value = Value(random);

        var holds = Assert.IsType<CelOrderTest>(Assert.Single(program.FieldTests)).Holds(value);

        var result = program.Evaluate(Activation(value));
        Assert.Equal(result.IsError ? null : result.AsBool, holds);
    }

    [Property(MaxTest = 2_000)]
    public void What_an_order_test_holds_for_those_of_wider_reach_hold_for(int seed)
    {
        var random = new Random(seed);
        CelOrderTest Draw() => (CelOrderTest)Compile(Order(random, "d.a", s_bounds[random.Next(s_bounds.Length)])).FieldTests[0];
        var one = Draw();
        var other = Draw();
        while (other.Scale != one.Scale)
            other = Draw();
        var (wide, narrow) = one.CompareReach(other) <= 0 ? (one, other) : (other, one);
        foreach (var text in s_values)
        {
            var value = Compile(text).Evaluate(CelActivation.Empty);
            Assert.True(narrow.Holds(value) != true || wide.Holds(value) == true, $"{text}: {Text(wide)}, {Text(narrow)}");
            Assert.Equal(narrow.Holds(value) is null, wide.Holds(value) is null);
        }
    }

    [Fact]
    public void Tests_of_other_scales_are_not_put_in_order()
    {
        var one = (CelOrderTest)Compile("d.a > 1").FieldTests[0];
        Assert.NotEqual(one.Scale, ((CelOrderTest)Compile("d.a >= 1").FieldTests[0]).Scale);
        Assert.NotEqual(one.Scale, ((CelOrderTest)Compile("d.a > 1.0").FieldTests[0]).Scale);
        Assert.Equal(one.Scale, ((CelOrderTest)Compile("d.a > 1u").FieldTests[0]).Scale);
        Assert.Throws<ArgumentException>(() => one.CompareReach((CelOrderTest)Compile("d.a > 'x'").FieldTests[0]));
    }

    private static string Order(Random random, string field, string bound)
    {
        var comparison = new[] { "<", "<=", ">", ">=" }[random.Next(4)];
        return random.Next(2) == 0 ? $"{field} {comparison} {bound}" : $"{bound} {comparison} {field}";
    }

    private static CelValue Value(Random random) => Compile(s_values[random.Next(s_values.Length)]).Evaluate(CelActivation.Empty);

    private static ArrayActivation Activation(CelValue a) => new(CelValue.From(CelMap.Of((CelValue.From("a"), a))), default);

    private static string Text(CelFieldTest test) => test switch
    {
        CelEqualTest equal => string.Join(',', equal.Values),
        CelOrderTest order => $"{order.Scale} {order.Bound}",
        _ => "?",
    };

    private static CelProgram Compile(string expression)
    {
        var compilation = Environment.Compile(expression);
        Assert.True(compilation.Program is not null, string.Join("; ", compilation.Diagnostics.Select(d => d.Message)));
        return compilation.Program;
    }
}
