namespace Reactor.Cel.Tests.Checking;

/// <summary>Text without its quotes.</summary>
public sealed class BareTextTests
{
    [Theory]
    [InlineData("data.action == stop", "stop", "\"stop\"", "there is no 'stop' here: text stands in quotes, and data.action can have this value")]
    [InlineData("stop != data.action", "stop", "\"stop\"", "there is no 'stop' here: text stands in quotes, and data.action can have this value")]
    [InlineData("data.action in [\"report\", stop]", "stop", "\"stop\"", "there is no 'stop' here: text stands in quotes, and data.action can have this value")]
    [InlineData("data.action == stpo", "stpo", "\"stop\"", "there is no 'stpo' here: text stands in quotes")]
    [InlineData("data.info[\"slot-type\"] == DIMM", "DIMM", "\"DIMM\"", "there is no 'DIMM' here: text stands in quotes, and data.info[\"slot-type\"] can have this value")]
    [InlineData("vm.name == web1", "web1", "\"web1\"", "there is no 'web1' here: text stands in quotes")]
    [InlineData("vm.name == web-1", "web-1", "\"web-1\"", "there is no 'web-1' here: text stands in quotes")]
    [InlineData("vm.facts.owner == ada", "ada", "\"ada\"", "there is no 'ada' here: text stands in quotes")]
    public void Text_without_quotes_that_is_compared_suggests_them(string expression, string marked, string suggestion, string message)
    {
        var error = Sample.Error(expression);
        Assert.Equal((marked, message, suggestion), (error.Marked, error.Message, error.Suggestion));
        Assert.Empty(Sample.Check(expression.Replace(marked, suggestion, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("vm.name == reason", "data.reason")]
    [InlineData("vm.name in db_vm", "db_vms")]
    [InlineData("dta.reason == \"x\"", "data")]
    [InlineData("data.sector == sectr", null)]
    public void Name_that_is_misspelled_or_not_compared_with_text_suggests_no_quotes(string expression, string? suggestion) => Assert.Equal(suggestion, Sample.Error(expression).Suggestion);

    [Fact]
    public void Both_sides_unknown_are_each_told()
    {
        var errors = Sample.Check("zzz == stop");
        Assert.Equal([null, "\"stop\""], errors.Select(e => e.Suggestion));
    }
}
