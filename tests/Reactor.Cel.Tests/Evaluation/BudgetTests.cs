using Reactor.Measuring;

namespace Reactor.Cel.Tests.Evaluation;

public sealed class BudgetTests
{
    private static readonly string Ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Loops_within_the_budget_end(int depth) => Assert.Equal(CelValue.True, Eval.Checked(Nested(depth)));

    [Theory]
    [InlineData(6)]
    [InlineData(60)]
    public void Loops_beyond_the_budget_are_an_error(int depth) => Assert.Equal(CelErrorKind.Budget, Eval.Checked(Nested(depth)).AsError.Kind);

    [Fact]
    public void Exhausted_budget_is_not_absorbed() => Assert.Equal(CelErrorKind.Budget, Eval.Checked($"{Nested(8)} || true").AsError.Kind);

    [Fact]
    public void Text_that_doubles_runs_out_of_budget() => Runs_out("['aaaaaaaaaaaaaaaa']", ".map(x, x + x)");

    [Fact]
    public void List_that_doubles_runs_out_of_budget() => Runs_out("[[1]]", ".map(x, x + x)");

    [Fact]
    public void Replacement_that_grows_runs_out_of_budget() => Runs_out("['aaaaaaaa']", ".map(x, x.replace('a', 'aaaaaaaa'))");

    [Fact]
    public void Shared_nesting_that_is_compared_runs_out_of_budget()
    {
        var nested = "[[1]]" + string.Concat(Enumerable.Repeat(".map(x, [x, x])", 60));
        Assert.Equal(CelErrorKind.Budget, Eval.Checked($"{nested} == {nested}").AsError.Kind);
        Assert.Equal(CelErrorKind.Budget, Eval.Checked($"'%s'.format({nested})").AsError.Kind);
        Assert.NotEmpty(Eval.Checked(nested).ToString());
        Assert.Equal(Eval.Checked(nested).GetHashCode(), Eval.Checked(nested).GetHashCode());
    }

    [Theory]
    [InlineData("big == other")]
    [InlineData("big != other")]
    [InlineData("big < other")]
    [InlineData("big in [other]")]
    [InlineData("[big] == [other]")]
    [InlineData("{'a': big} == {'a': other}")]
    [InlineData("{big: 1} == {other: 1}")]
    [InlineData("big in {other: 1}")]
    [InlineData("{'a': 1}[big] == 1")]
    [InlineData("big.contains('x')")]
    [InlineData("big.startsWith(other)")]
    [InlineData("big.endsWith(other)")]
    [InlineData("big.indexOf('x') == 0")]
    [InlineData("big.lastIndexOf('x') == 0")]
    [InlineData("big.matches('x')")]
    [InlineData("big.replace('x', '') == ''")]
    [InlineData("big.split('x') == []")]
    [InlineData("big.substring(1) == ''")]
    [InlineData("big.trim() == ''")]
    [InlineData("big.reverse() == ''")]
    [InlineData("big.upperAscii() == ''")]
    [InlineData("big.charAt(0) == ''")]
    [InlineData("[big].join() == ''")]
    [InlineData("'%s'.format([big]) == ''")]
    [InlineData("big.format([]) == ''")]
    [InlineData("'%x'.format([big]) == ''")]
    [InlineData("strings.quote(big) == ''")]
    [InlineData("size(big) == 0")]
    [InlineData("big + other == ''")]
    [InlineData("int(big) == 0")]
    [InlineData("double(big) == 0.0")]
    [InlineData("duration(big) == duration('0s')")]
    [InlineData("[1].transformMapEntry(i, v, {big: v}) == {}")]
    [InlineData("host(big)")]
    public void Long_texts_cost_in_every_operation(string operation)
    {
        // What takes 10 times as long takes more steps, so a loop of it ends.
        var environment = new CelEnvironmentBuilder().AddVariable("big", CelType.String).AddVariable("other", CelType.String)
            .AddFunction("host", [CelType.String], CelType.Bool, _ => CelValue.True).Build();
        var (big, other) = (new string('1', 100_000) + "a", new string('1', 100_000) + "b");
        var result = environment.Compile($"{Ten}.all(a, {Ten}.all(b, {Ten}.all(c, !({operation}) || true)))").Program!
            .Evaluate(new ArrayActivation(CelValue.From(big), CelValue.From(other)));
        Assert.Equal(CelErrorKind.Budget, result.AsError.Kind);
    }

    [Theory]
    [InlineData("many == others")]
    [InlineData("many + others == []")]
    [InlineData("-1 in many")]
    [InlineData("[many] in [[[1]], [[2]], [[3]], [[4]], [[5]], [[6]], [[7]], [[8]], [[9]], [[10]], [others]]")]
    [InlineData("many.all(x, x >= 0)")]
    [InlineData("many.transformMap(i, v, v) == {}")]
    [InlineData("map == map")]
    [InlineData("[1].transformMapEntry(i, v, map) == {}")]
    [InlineData("'%s'.format([many]) == ''")]
    public void Long_lists_and_maps_cost_in_every_operation(string operation)
    {
        var environment = new CelEnvironmentBuilder().AddVariable("many", CelType.ListOf(CelType.Dyn)).AddVariable("others", CelType.ListOf(CelType.Dyn))
            .AddVariable("map", CelType.MapOf(CelType.Int, CelType.Int)).Build();
        var many = Enumerable.Range(0, 1000).Select(i => CelValue.From(i)).ToArray();
        var result = environment.Compile($"{Ten}.all(a, {Ten}.all(b, {Ten}.all(c, !({operation}) || true)))").Program!.Evaluate(new ArrayActivation(
            CelValue.From(CelList.Of(many)), CelValue.From(CelList.Of([.. many.SkipLast(1), CelValue.From(-2)])), CelValue.From(CelMap.Of([.. many.Select(v => (v, v))]))));
        Assert.Equal(CelErrorKind.Budget, result.AsError.Kind);
    }

    [Fact]
    public void Search_for_a_long_part_costs_its_length_at_every_position()
    {
        var environment = new CelEnvironmentBuilder().AddVariable("text", CelType.String).AddVariable("part", CelType.String).Build();
        var activation = new ArrayActivation(CelValue.From(new string('a', 100_000)), CelValue.From(new string('a', 20_000) + "b" + new string('a', 20_000)));
        foreach (var operation in new[] { "contains(part)", "indexOf(part) == 0", "lastIndexOf(part) == 0", "replace(part, '') == ''", "split(part) == []" })
            Assert.Equal(CelErrorKind.Budget, environment.Compile($"text.{operation}").Program!.Evaluate(activation).AsError.Kind);
        Assert.True(environment.Compile("text.contains('aaaa')").Program!.Evaluate(activation).IsTrue);
    }

    [Fact]
    public void Host_function_costs_what_it_says()
    {
        var environment = new CelEnvironmentBuilder().AddFunction("slow", [CelType.Int], CelType.Bool, _ => CelValue.True, cost: a => a[0].AsInt).Build();
        Assert.True(environment.Compile("slow(90000)").Program!.Evaluate(CelActivation.Empty).IsTrue);
        Assert.True(environment.Compile("slow(-90000)").Program!.Evaluate(CelActivation.Empty).IsTrue);
        Assert.Equal(CelErrorKind.Budget, environment.Compile("slow(60000) && slow(60000)").Program!.Evaluate(CelActivation.Empty).AsError.Kind);
    }

    [Theory]
    [InlineData("['aaaaaaaaaaaaaaaa']", ".map(x, x + x)")]
    [InlineData("[[1]]", ".map(x, x + x)")]
    [InlineData("['aaaaaaaa']", ".map(x, x.replace('a', 'aaaaaaaa'))")]
    [InlineData("['a']", ".map(x, [x, x].join('aaaaaaaaaaaaaaaa'))")]
    [InlineData("['a']", ".map(x, '%s%s'.format([x, x]))")]
    [InlineData("['a']", ".map(x, strings.quote(x + '\"'))")]
    public void Memory_stays_within_what_the_steps_allow(string start, string step)
    {
        var program = new CelEnvironmentBuilder().Build().Compile(start + string.Concat(Enumerable.Repeat(step, 200))).Program!;
        program.Evaluate(CelActivation.Empty);
        Assert.InRange(Allocated.Once(() => program.Evaluate(CelActivation.Empty)), 0, 100 * CelEnvironment.DefaultStepBudget);
    }

    [Fact]
    public void Values_too_deep_to_compare_are_an_error_rather_than_different()
    {
        var deep = "[1]" + string.Concat(Enumerable.Repeat(".map(x, [x])", 240));
        Assert.Equal(CelErrorKind.Budget, Eval.Checked($"{deep} == {deep}").AsError.Kind);
        Assert.Equal(CelErrorKind.Budget, Eval.Checked($"{deep} != {deep}").AsError.Kind);
    }

    [Fact]
    public void Patterns_made_at_run_time_run_out_of_budget() =>
        Assert.Equal(CelErrorKind.Budget, Eval.Checked($"{Ten}.all(a, {Ten}.all(b, {Ten}.all(c, 'aaaa'.matches('a{{' + string(900 + a) + '}}|a'))))").AsError.Kind);

    [Fact]
    public void Budget_can_be_set()
    {
        var environment = new CelEnvironmentBuilder().WithStepBudget(10).Build();
        Assert.Equal(CelErrorKind.Budget, environment.Compile($"{Ten}.all(x, x < 10)").Program!.Evaluate(CelActivation.Empty).AsError.Kind);
        Assert.True(environment.Compile("[1].all(x, x < 10)").Program!.Evaluate(CelActivation.Empty).IsTrue);
    }

    private static void Runs_out(string start, string step)
    {
        var grown = start + string.Concat(Enumerable.Repeat(step, 200));
        Assert.Equal(CelErrorKind.Budget, Eval.Checked($"{grown}.size() == 1").AsError.Kind);
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Range(0, depth).Select(i => $"{Ten}.all(x{i}, ")) + "x0 < 10" + new string(')', depth);
}
