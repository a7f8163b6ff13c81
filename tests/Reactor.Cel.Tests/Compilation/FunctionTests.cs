namespace Reactor.Cel.Tests.Compilation;

public sealed class FunctionTests
{
    private static readonly CelEnvironment Environment = new CelEnvironmentBuilder()
        .AddFunction("ost.twice", [CelType.Int], CelType.Int, a => CelValue.From(a[0].AsInt * 2))
        .AddFunction("ost.twice", [CelType.String], CelType.String, a => CelValue.From(a[0].AsString + a[0].AsString))
        .AddFunction("shout", [CelType.String], CelType.String, a => CelValue.From(a[0].AsString + "!"), isMethod: true)
        .AddFunction("pi", [], CelType.Double, _ => CelValue.From(3.14))
        .AddFunction("fail", [], CelType.Bool, _ => CelValue.Error(CelErrorKind.Invalid, "no luck"))
        .AddFunction("sum", Enumerable.Repeat(CelType.Int, 8).ToArray(), CelType.Int, a =>
        {
            long sum = 0;
            foreach (var value in a)
                sum += value.AsInt;
            return CelValue.From(sum);
        })
        .AddVariable("ost", CelType.MapOf(CelType.String, CelType.Int))
        .Build();

    [Theory]
    [InlineData("ost.twice(2) == 4 && ost.twice('a') == 'aa'")]
    [InlineData("'a'.shout().shout() == 'a!!'")]
    [InlineData("pi() > 3.0")]
    [InlineData("sum(1, 2, 3, 4, 5, 6, 7, 8) == 36")]
    [InlineData("fail() || true")]
    [InlineData("ost.x == 1")]
    [InlineData("ost.twice(ost.x) == 2")]
    [InlineData("ost.twice(dyn(2)) == 4")]
    public void Function_of_the_host_is_called(string expression)
    {
        var ost = CelMap.Of((CelValue.From("x"), CelValue.From(1L)));
        Assert.Equal(CelValue.True, Environment.Compile(expression).Program!.Evaluate(new ArrayActivation(CelValue.From(ost))));
    }

    [Fact]
    public void Function_is_not_called_with_an_error_or_a_wrong_kind()
    {
        Assert.Equal(CelErrorKind.DivisionByZero, Environment.Compile("ost.twice(1 / 0)").Program!.Evaluate(CelActivation.Empty).AsError.Kind);
        Assert.Equal(CelErrorKind.TypeMismatch, Environment.Compile("ost.twice(dyn(true))").Program!.Evaluate(CelActivation.Empty).AsError.Kind);
    }

    [Fact]
    public void Overload_declared_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CelEnvironmentBuilder().AddFunction("size", [CelType.String], CelType.Int, a => a[0]));

    [Fact]
    public void Slots_are_those_that_the_program_reads()
    {
        var environment = new CelEnvironmentBuilder().AddVariable("a", CelType.Int).AddVariable("b", CelType.Int).AddVariable("c", CelType.Int).Build();
        Assert.Equal([0, 2], environment.Compile("c > 1 && a > 1 || c < 3").Program!.Slots);
        Assert.Equal(1, environment.SlotOf("b"));
        Assert.Equal(-1, environment.SlotOf("d"));
    }
}
