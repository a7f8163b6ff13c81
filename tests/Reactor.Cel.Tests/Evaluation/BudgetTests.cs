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

    [Fact]
    public void Patterns_made_at_run_time_run_out_of_budget() =>
        Assert.Equal(CelErrorKind.Budget, Eval.Checked($"{Ten}.all(a, {Ten}.all(b, {Ten}.all(c, 'aaaa'.matches('a{{' + string(a * b * c) + '}}|a'))))").AsError.Kind);

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
