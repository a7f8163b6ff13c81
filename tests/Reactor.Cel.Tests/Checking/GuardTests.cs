namespace Reactor.Cel.Tests.Checking;

public sealed class GuardTests
{
    [Theory]
    [InlineData("has(data.nospace) && data.nospace")]
    [InlineData("data.nospace && has(data.nospace)")]
    [InlineData("!has(data.nospace) || data.nospace")]
    [InlineData("has(data.nospace) ? data.nospace : false")]
    [InlineData("!has(data.nospace) ? true : data.nospace")]
    [InlineData("!(has(data.nospace) && data.nospace)")]
    [InlineData("!(!has(data.nospace) || data.nospace)")]
    [InlineData("is_prod && (has(data.nospace) && (data.nospace || is_prod))")]
    [InlineData("(has(data.nospace) && is_prod) && data.nospace")]
    [InlineData("!(!has(data.nospace) || is_prod) && data.nospace")]
    [InlineData("(has(data.nospace) ? is_prod : false) && data.nospace")]
    [InlineData("\"nospace\" in data && data.nospace")]
    [InlineData("has(data[\"node-name\"]) && data[\"node-name\"] == \"x\"")]
    [InlineData("has(data.`node-name`) && data[\"node-name\"] == \"x\"")]
    [InlineData("has(data[\"node-name\"]) && data.`node-name`.startsWith(\"x\")")]
    [InlineData("has(data.extra) && has(data.extra.device) && data.extra.device == \"x\"")]
    [InlineData("data.children.exists(c, has(c.bus) && c.bus == \"x\")")]
    [InlineData("data.children.filter(c, has(c.bus)).size() > 0")]
    [InlineData("has(data.nospace) && db_vms.exists(v, data.nospace)")]
    public void Guarded_optional_field_passes(string expression) => Assert.Empty(Sample.Check(expression, CelType.Bool));

    [Theory]
    [InlineData("data.nospace", "data.nospace", "has(data.nospace) && data.nospace")]
    [InlineData("data[\"node-name\"] == \"x\"", "data[\"node-name\"]", "has(data[\"node-name\"]) && data[\"node-name\"] == \"x\"")]
    [InlineData("is_prod && data.`node-name` == \"x\"", "data.`node-name`", "has(data.`node-name`) && data.`node-name` == \"x\"")]
    [InlineData("has(data.nospace) || data.nospace", "data.nospace", "has(data.nospace) && data.nospace")]
    [InlineData("!has(data.nospace) && data.nospace", "data.nospace", "has(data.nospace) && data.nospace")]
    [InlineData("has(data.nospace) ? true : data.nospace", "data.nospace", null)]
    [InlineData("(has(data.nospace) || is_prod) && data.nospace", "data.nospace", "has(data.nospace) && data.nospace")]
    [InlineData("has(data.extra.device)", "data.extra", "has(data.extra) && has(data.extra.device)")]
    [InlineData("data.children.exists(c, c.bus == \"x\")", "c.bus", "has(c.bus) && c.bus == \"x\"")]
    [InlineData("data.children.exists(c, has(c.bus)) && data.children.all(c, c.bus == \"x\")", "c.bus", "has(c.bus) && c.bus == \"x\"")]
    public void Unguarded_optional_field_suggests_guard(string expression, string marked, string? suggestion)
    {
        var error = Sample.Error(expression, CelType.Bool);
        Assert.Equal(marked, error.Marked);
        Assert.Contains("may be absent", error.Message, StringComparison.Ordinal);
        if (suggestion is not null)
            Assert.Equal(suggestion, error.Suggestion);
    }

    [Fact]
    public void Unguarded_optional_field_in_a_text_suggests_a_choice()
    {
        var error = Sample.Error("\"on \" + data[\"node-name\"]");
        Assert.Equal("has(data[\"node-name\"]) ? \"on \" + data[\"node-name\"] : \"\"", error.Suggestion);
    }

    [Fact]
    public void Guard_does_not_guard_itself()
    {
        Assert.Single(Sample.Check("data.nospace ? has(data.nospace) : has(data.nospace)", CelType.Bool));
        Assert.Single(Sample.Check("is_prod && (data.nospace ? has(data.nospace) : has(data.nospace))", CelType.Bool));
    }
}
