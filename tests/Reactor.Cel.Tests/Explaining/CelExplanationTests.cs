namespace Reactor.Cel.Tests.Explaining;

public sealed class CelExplanationTests
{
    private static readonly CelType s_data = CelType.MapOf(CelType.String, CelType.Dyn);

    private static readonly CelValue s_event = CelValue.From(CelMap.Of(
        (CelValue.From("action"), CelValue.From("run")), (CelValue.From("node-name"), CelValue.From("c2"))));

    [Fact]
    public void Explain_conjunction_gives_each_operand_with_what_it_read()
    {
        var explanation = Explain("data.action == \"pause\" && n > 2");

        Assert.False(explanation.Value.AsBool);
        Assert.False(explanation.HasMore);
        Assert.Equal(["data.action == \"pause\"", "n > 2"], explanation.Parts.Select(p => p.Text));
        Assert.Equal([CelValue.False, CelValue.True], explanation.Parts.Select(p => p.Value));
        Assert.Equal([("data.action", "run")], Reads(explanation.Parts[0]));
        Assert.Equal([("n", "3")], Reads(explanation.Parts[1]));
        Assert.Equal((26, 5), (explanation.Parts[1].Offset, explanation.Parts[1].Length));
    }

    [Fact]
    public void Explain_missing_member_shows_the_error_where_it_was_read()
    {
        var part = Assert.Single(Explain("data.reason == \"ENOSPC\"").Parts);

        Assert.True(part.Value.IsError);
        Assert.True(Assert.Single(part.Reads).Value.IsError);
    }

    [Fact]
    public void Explain_operand_that_the_whole_never_needed_has_its_value_all_the_same()
    {
        var explanation = Explain("n > 5 && data.absent == 1");

        Assert.True(explanation.Value is { IsError: false, IsTrue: false });
        Assert.True(explanation.Parts[1].Value.IsError);
    }

    [Fact]
    public void Explain_macro_is_taken_apart_and_written_out()
    {
        var explanation = Explain("is_bad");

        Assert.Equal(["data.`node-name` == \"c2\"", "n == 4"], explanation.Parts.Select(p => p.Text.Replace("data[\"node-name\"]", "data.`node-name`", StringComparison.Ordinal)));
        Assert.Equal((0, 6), (explanation.Parts[0].Offset, explanation.Parts[0].Length));
    }

    [Fact]
    public void Explain_comprehension_reads_its_range_and_not_its_own_variable()
    {
        var part = Assert.Single(Explain("[1, n].exists(x, x == n)").Parts);

        Assert.True(part.Value.IsTrue);
        Assert.Equal([("n", "3")], Reads(part));
    }

    [Fact]
    public void Explain_more_operands_than_are_shown_says_so()
    {
        var explanation = Explain(string.Join(" && ", Enumerable.Range(0, CelExplanation.MaxParts + 1).Select(i => $"n != {i + 10}")));

        Assert.True(explanation.HasMore);
        Assert.Equal(CelExplanation.MaxParts, explanation.Parts.Length);
    }

    private static (string, string)[] Reads(CelPart part) => [.. part.Reads.Select(r => (r.Path, r.Value.ToString()))];

    private static CelExplanation Explain(string expression)
    {
        var environment = new CelEnvironmentBuilder()
            .AddVariable("data", s_data)
            .AddVariable("n", CelType.Int)
            .AddMacro("is_bad", "data[\"node-name\"] == \"c2\" && n == 4")
            .Build();
        var compilation = environment.Compile(expression, CelType.Bool);
        Assert.NotNull(compilation.Program);
        return compilation.Program.Explain(new ArrayActivation(s_event, CelValue.From(3L)));
    }
}
