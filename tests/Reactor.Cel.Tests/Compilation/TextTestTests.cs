namespace Reactor.Cel.Tests.Compilation;

public sealed class TextTestTests
{
    private static readonly CelEnvironment Environment = new CelEnvironmentBuilder()
        .AddVariable("d", CelType.Dyn).AddVariable("e", CelType.Dyn)
        .AddVariable("r", CelType.Record("r", [new CelField("a", CelType.Dyn), new CelField("a.b", CelType.Dyn)]))
        .AddMacro("m", "d.x == 'm'").Build();

    [Theory]
    [InlineData("d.a == 'x'", "x")]
    [InlineData("'x' == d.a.b", "x")]
    [InlineData("d.a == 'x' && e.a == 'y' && d.n > 1", "x y")]
    [InlineData("(d.a == 'x' && (d.n == 1 && d.b == 'y')) && e.f", "x y")]
    [InlineData("m && d.a == 'x'", "m x")]
    [InlineData("d.a != 'x'", "")]
    [InlineData("!(d.a == 'x')", "")]
    [InlineData("d.a == 'x' || d.b == 'y'", "")]
    [InlineData("d.n ? d.a == 'x' : false", "")]
    [InlineData("d.a == 1", "")]
    [InlineData("'x' == 'x'", "")]
    [InlineData("d == 'x'", "")]
    public void Text_tests_are_those_without_which_it_is_not_true(string expression, string texts) =>
        Assert.Equal(texts, string.Join(' ', Compile(expression).TextTests.Select(t => t.Text)));

    [Theory]
    [InlineData("d.a == 'x'", "d.a == 'y'", true)]
    [InlineData("d.a == 'x'", "d.b == 'x'", false)]
    [InlineData("d.a == 'x'", "e.a == 'x'", false)]
    [InlineData("r.a.b == 'x'", "r['a.b'] == 'x'", false)]
    public void Sources_are_equal_where_the_same_is_read(string one, string other, bool areEqual) =>
        Assert.Equal(areEqual, Assert.Single(Compile(one).TextTests).Source == Assert.Single(Compile(other).TextTests).Source);

    [Fact]
    public void Read_gives_the_field_or_why_there_is_none()
    {
        var map = CelValue.From(CelMap.Of((CelValue.From("a"), CelValue.From("z")), (CelValue.From("n"), CelValue.From(1))));
        var activation = new ArrayActivation(map, default);

        Assert.Equal("z", Assert.Single(Compile("d.a == 'x'").TextTests).Read(activation).AsString);
        Assert.Equal(CelKind.Int, Assert.Single(Compile("d.n == 'x'").TextTests).Read(activation).Kind);
        Assert.Equal(CelErrorKind.NoSuchKey, Assert.Single(Compile("d.b == 'x'").TextTests).Read(activation).AsError.Kind);
    }

    private static CelProgram Compile(string expression)
    {
        var compilation = Environment.Compile(expression);
        Assert.True(compilation.Program is not null, string.Join("; ", compilation.Diagnostics.Select(d => d.Message)));
        return compilation.Program;
    }
}
