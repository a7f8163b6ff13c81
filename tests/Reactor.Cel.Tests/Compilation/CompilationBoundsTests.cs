using System.Text;
using Reactor.Measuring;

namespace Reactor.Cel.Tests.Compilation;

/// <summary>Expressions that would take for ever, or all memory, to compile.</summary>
public sealed class CompilationBoundsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Conditions_nested_in_conditions_compile(bool isChecked)
    {
        var text = new string('(', 90) + "has(a.x)" + string.Concat(Enumerable.Repeat(" ? has(a.y) : has(a.z))", 90));
        var environment = new CelEnvironmentBuilder().AddVariable("a", CelType.Dyn).Build();
        Assert.NotNull((isChecked ? environment.Compile(text) : environment.CompileUnchecked(text)).Program);
    }

    [Theory]
    [InlineData("[1]", ".map(x, {x: x})", 200)]
    [InlineData("[1]", ".map(x, [x, [x]])", 200)]
    [InlineData("[1]", ".map(x, {1: x})", 200)]
    [InlineData("[1]", ".map(x, [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]])", 200)]
    public void Types_that_grow_are_cut_at_a_depth(string start, string step, int times)
    {
        var text = start + string.Concat(Enumerable.Repeat(step, times));
        var environment = new CelEnvironmentBuilder().Build();
        environment.Compile(text);
        var program = environment.CompileUnchecked(text).Program!;
        Assert.InRange(program.ResultType.Name.Length, 0, 1000);
        Assert.InRange(program.Evaluate(CelActivation.Empty).ToString().Length, 1, 100_000);
    }

    [Fact]
    public void Type_within_the_depth_is_kept()
    {
        var type = CelType.Int;
        for (var i = 1; i < CelType.MaxDepth; i++)
            type = CelType.ListOf(type);
        Assert.Equal(CelTypeKind.List, CelType.ListOf(type).Element!.Kind == CelTypeKind.Dyn ? CelTypeKind.List : CelTypeKind.Dyn);
        Assert.Equal(CelType.ListOf(CelType.Dyn), CelType.ListOf(type));
        Assert.NotEqual(CelType.ListOf(CelType.Dyn), CelType.ListOf(CelType.ListOf(CelType.Int)));
    }

    [Fact]
    public void Constants_take_no_more_memory_than_a_bound()
    {
        var environment = new CelEnvironmentBuilder().AddMacro("a", $"'{new string('x', 8000)}'").AddMacro("b", "a + a").Build();
        var text = $"[{string.Join(", ", Enumerable.Repeat("b", 60))}].size() == 60";
        environment.Compile(text);
        CelProgram? program = null;
        Assert.InRange(Allocated.Once(() => program = environment.Compile(text).Program), 0, 16_000_000);
        Assert.True(program!.Evaluate(CelActivation.Empty).IsTrue);
    }

    [Fact]
    public void Equal_patterns_are_made_once_and_all_are_bounded_together()
    {
        var environment = new CelEnvironmentBuilder().AddVariable("s", CelType.String).Build();
        var equal = environment.Compile(string.Join(" || ", Enumerable.Repeat("s.matches('(a{1000}){9}')", 400)));
        Assert.False(equal.Program!.Evaluate(new ArrayActivation(CelValue.From(""))).IsTrue);

        var different = environment.Compile(string.Join(" || ", Enumerable.Range(0, 400).Select(i => $"s.matches('(a{{1000}}){{9}}{i}')")));
        Assert.Contains("all patterns", different.Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_of_macros_count_for_the_size_of_an_expression()
    {
        var environment = new CelEnvironmentBuilder().AddMacro("a", $"'{new string('x', 16_000)}'").Build();
        var compilation = environment.Compile($"[{string.Join(", ", Enumerable.Repeat("a", 1000))}]");
        Assert.Contains("larger than", Assert.Single(compilation.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_chains_of_names_repeated_by_macros_compile()
    {
        var chain = new StringBuilder("data");
        for (var i = 0; i < 240; i++)
            chain.Append('.').Append('n').Append(i).Append('_', 50);
        var environment = new CelEnvironmentBuilder().AddVariable("data", CelType.Dyn).AddMacro("m", chain.ToString()).Build();
        Assert.NotNull(environment.Compile($"[{string.Join(", ", Enumerable.Repeat("m", 60))}]").Program);
    }

    [Theory]
    [InlineData("(", " - 1)")]
    [InlineData("[", "]")]
    [InlineData("[1].map(x, ", ")")]
    [InlineData("(true ? ", " : 1)")]
    [InlineData("dyn(", ")")]
    public void Deepest_macros_need_little_stack(string open, string close)
    {
        // Each macro is nearly as deep as an expression may be; all together are refused or fit.
        var builder = new CelEnvironmentBuilder().AddMacro("m0", "1");
        for (var i = 1; i <= 12; i++)
            builder.AddMacro($"m{i}", string.Concat(Enumerable.Repeat(open, 45)) + $"m{i - 1}" + string.Concat(Enumerable.Repeat(close, 45)));
        var environment = builder.Build();
        var outcomes = new List<bool>();
        var thread = new Thread(
            () =>
            {
                for (var i = 0; i <= 12; i++)
                {
                    var compilation = environment.CompileUnchecked($"m{i}");
                    outcomes.Add(compilation.Program is not null);
                    compilation.Program?.Evaluate(CelActivation.Empty);
                    environment.Compile($"m{i}");
                }
            },
            maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(13, outcomes.Count);
        Assert.True(outcomes[1]);
        Assert.False(outcomes[12]);
    }
}
