namespace Reactor.Cel.Tests;

/// <summary>Evaluates expressions without variables.</summary>
internal static class Eval
{
    private static readonly CelEnvironment Environment = new CelEnvironmentBuilder().Build();

    public static CelValue Checked(string expression)
    {
        var compilation = Environment.Compile(expression);
        Assert.True(compilation.Program is not null, string.Join("; ", compilation.Diagnostics.Select(d => d.Message)));
        return compilation.Program.Evaluate(CelActivation.Empty);
    }

    public static CelValue Unchecked(string expression)
    {
        var compilation = Environment.CompileUnchecked(expression);
        Assert.True(compilation.Program is not null, string.Join("; ", compilation.Diagnostics.Select(d => d.Message)));
        return compilation.Program.Evaluate(CelActivation.Empty);
    }

    public static void IsTrue(string expression)
    {
        var value = Checked(expression);
        Assert.True(value.IsTrue, $"{expression} gives {value}");
    }

    public static void Fails(string expression, CelErrorKind kind)
    {
        var value = Unchecked(expression);
        Assert.True(value.IsError, $"{expression} gives {value}");
        Assert.Equal(kind, value.AsError.Kind);
    }
}
