namespace Reactor.Cel.Tests.Evaluation;

/// <summary>Comparisons of a variable's fields with constants, which are done without making the field's value.</summary>
public sealed class PathTests
{
    private static readonly CelEnvironment Environment = new CelEnvironmentBuilder().AddVariable("d", CelType.Dyn).AddVariable("n", CelType.Dyn).Build();

    [Theory]
    [InlineData("d.text == 'a'", "true")]
    [InlineData("'a' == d.text", "true")]
    [InlineData("d.text != 'a'", "false")]
    [InlineData("d.text == 'b'", "false")]
    [InlineData("d.text != 'b'", "true")]
    [InlineData("d.number == 'a'", "false")]
    [InlineData("d.number != 'a'", "true")]
    [InlineData("d.nothing == 'a'", "false")]
    [InlineData("d.map == 'a'", "false")]
    [InlineData("d.map.text == 'c'", "true")]
    [InlineData("d.map['text'] != 'c'", "false")]
    [InlineData("d.number == 1", "true")]
    [InlineData("d.number != 1", "false")]
    [InlineData("d.half == 1", "false")]
    [InlineData("d.one == 1 && d.unsigned == 1 && !(d.one != 1)", "true")]
    [InlineData("d.text == 1", "false")]
    [InlineData("d.text != 1", "true")]
    [InlineData("d.absent == 'a'", "NoSuchKey")]
    [InlineData("d.absent != 'a'", "NoSuchKey")]
    [InlineData("d.absent == 1", "NoSuchKey")]
    [InlineData("d.absent.text == 'a'", "NoSuchKey")]
    [InlineData("d.map.absent == 'a'", "NoSuchKey")]
    [InlineData("d.text.text == 'a'", "NoSuchField")]
    [InlineData("d.text.text.text == 'a'", "NoSuchField")]
    [InlineData("n.text == 'a'", "NoSuchField")]
    [InlineData("d.error == 'a'", "Invalid")]
    [InlineData("d.error != 'a'", "Invalid")]
    [InlineData("d.error == 1", "Invalid")]
    [InlineData("d.error.text == 'a'", "Invalid")]
    [InlineData("d.error == 'a' || true", "true")]
    public void Comparison_with_a_constant_gives_what_comparing_the_value_gives(string expression, string expected)
    {
        var map = CelMap.Of((CelValue.From("text"), CelValue.From("c")));
        var data = CelMap.Of(
            (CelValue.From("text"), CelValue.From("a")), (CelValue.From("number"), CelValue.From(1)), (CelValue.From("one"), CelValue.From(1.0)), (CelValue.From("half"), CelValue.From(1.5)),
            (CelValue.From("unsigned"), CelValue.From(1UL)), (CelValue.From("nothing"), CelValue.Null), (CelValue.From("map"), CelValue.From(map)),
            (CelValue.From("error"), CelValue.Error(CelErrorKind.Invalid, "broken")));
        var result = Environment.Compile(expression).Program!.Evaluate(new ArrayActivation(CelValue.From(data), CelValue.Null));

        Assert.Equal(expected, result.IsError ? result.AsError.Kind.ToString() : result.ToString());
    }
}
