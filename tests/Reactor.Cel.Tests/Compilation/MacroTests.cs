namespace Reactor.Cel.Tests.Compilation;

public sealed class MacroTests
{
    [Fact]
    public void Macro_may_use_later_macros_and_variables()
    {
        var environment = new CelEnvironmentBuilder().AddMacro("big", "x > limit").AddMacro("limit", "5").AddVariable("x", CelType.Int).Build();
        Assert.True(environment.Compile("big").Program!.Evaluate(new ArrayActivation(CelValue.From(6L))).IsTrue);
    }

    [Fact]
    public void Macro_does_not_see_variables_of_the_comprehension_around_it()
    {
        var environment = new CelEnvironmentBuilder().AddVariable("x", CelType.Int).AddMacro("big", "x > 5").Build();
        Assert.True(environment.Compile("[1].exists(x, big)").Program!.Evaluate(new ArrayActivation(CelValue.From(6L))).IsTrue);
    }

    [Fact]
    public void Comprehension_variable_hides_a_macro()
    {
        var environment = new CelEnvironmentBuilder().AddMacro("m", "false").Build();
        Assert.True(environment.Compile("[true].exists(m, m)").Program!.Evaluate(CelActivation.Empty).IsTrue);
    }

    [Fact]
    public void Macro_that_comes_back_to_itself_is_refused()
    {
        var environment = new CelEnvironmentBuilder().AddMacro("a", "b && true").AddMacro("b", "c").AddMacro("c", "!a").Build();
        var diagnostic = Assert.Single(environment.Compile("true || a").Diagnostics);
        Assert.Equal((8, 1, "macro 'a' comes back to itself: a -> b -> c -> a"), (diagnostic.Offset, diagnostic.Length, diagnostic.Message));
    }

    [Fact]
    public void Macro_that_is_no_expression_is_told_where_it_is_used()
    {
        var environment = new CelEnvironmentBuilder().AddMacro("a", "1 +").Build();
        var diagnostic = Assert.Single(environment.Compile("true && a").Diagnostics);
        Assert.Equal((8, 1), (diagnostic.Offset, diagnostic.Length));
        Assert.StartsWith("in macro 'a', at its character 4:", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Macros_that_double_each_other_are_refused()
    {
        var builder = new CelEnvironmentBuilder().AddMacro("m0", "true");
        for (var i = 1; i < 40; i++)
            builder.AddMacro($"m{i}", $"m{i - 1} && m{i - 1}");
        Assert.Contains("larger than", Assert.Single(builder.Build().Compile("m39").Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Macros_nested_deeply_are_refused()
    {
        var builder = new CelEnvironmentBuilder().AddMacro("m0", "true");
        for (var i = 1; i < 40; i++)
            builder.AddMacro($"m{i}", string.Concat(Enumerable.Repeat("!", 90)) + $"m{i - 1}");
        Assert.Contains("nested deeper", Assert.Single(builder.Build().Compile("m39").Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("in")]
    [InlineData("for")]
    [InlineData("1a")]
    [InlineData("a..b")]
    public void Name_that_is_taken_or_none_is_refused(string name)
    {
        var builder = new CelEnvironmentBuilder().AddVariable("x", CelType.Int);
        Assert.Throws<ArgumentException>(() => builder.AddMacro(name, "1"));
        Assert.Throws<ArgumentException>(() => builder.AddVariable(name, CelType.Int));
    }
}
