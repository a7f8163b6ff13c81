namespace Reactor.Cel.Tests.Checking;

public sealed class NamesTests
{
    [Theory]
    [InlineData("dta.reason == \"x\"", "dta", "data")]
    [InlineData("db_vm.size() > 0", "db_vm", "db_vms")]
    [InlineData("action == \"stop\"", "action", "data.action")]
    [InlineData("is_pord", "is_pord", "is_prod")]
    public void Identifier_undeclared_suggests_nearest(string expression, string marked, string suggestion)
    {
        var error = Sample.Error(expression);
        Assert.Equal((marked, suggestion), (error.Marked, error.Suggestion));
    }

    [Theory]
    [InlineData("data.reson == \"x\"", "data.reson", "data.reason")]
    [InlineData("data.info.stats == 1", "data.info.stats", "data.info.status")]
    [InlineData("data[\"reson\"] == \"x\"", "data[\"reson\"]", "data.reason")]
    [InlineData("data.sector_num == 1", "data.sector_num", "data[\"sector-num\"]")]
    [InlineData("has(data.nodename)", "data.nodename", "data[\"node-name\"]")]
    [InlineData("data.children.exists(c, c.nam == \"x\")", "c.nam", "c.name")]
    [InlineData("data.Reason == \"x\"", "data.Reason", "data.reason")]
    public void Field_misspelled_suggests_one_that_reads(string expression, string marked, string suggestion)
    {
        var error = Sample.Error(expression);
        Assert.Equal((marked, suggestion), (error.Marked, error.Suggestion));
        Assert.DoesNotContain(Sample.Check(expression.Replace(marked, suggestion, StringComparison.Ordinal)), d => d.Suggestion == suggestion);
    }

    [Fact]
    public void Field_unlike_any_other_tells_which_there_are()
    {
        var error = Assert.Single(Sample.Check("data.zzz == 1"));
        Assert.Equal(("BLOCK_IO_ERROR has no field 'zzz'", null), (error.Message, error.Suggestion));
        Assert.Equal("it has action, children, extra, info, node-name, nospace, reason, sector, sector-num, source, tags, weight", error.Hint);
    }

    [Theory]
    [InlineData("vm.data.reason == \"x\"", "vm.data -> did you mean data?")]
    [InlineData("vm.data.reson == \"x\"", "vm.data -> did you mean data?; vm.data.reson -> did you mean data.reason?")]
    [InlineData("vm.data[\"reson\"] == \"x\"", "vm.data -> did you mean data?; vm.data[\"reson\"] -> did you mean data.reason?")]
    [InlineData("vm.data.info.zzz == 1", "vm.data -> did you mean data?; vm.data.info.zzz -> it has device, slot-type, source, status")]
    public void Variable_written_as_a_field_of_another_is_suggested_and_checked_on(string expression, string expected) =>
        Assert.Equal(expected, string.Join("; ", Sample.Check(expression).Select(d => $"{expression.Substring(d.Offset, d.Length)} -> {d.Hint}")));

    [Theory]
    [InlineData("vm.name = \"x\"", "did you mean '=='?")]
    [InlineData("data.sector & 1 == 1", "did you mean '&&'?")]
    [InlineData("data.reson == \"x\"", "did you mean data.reason?")]
    public void Hint_of_an_operator_stands_in_quotes(string expression, string hint) => Assert.Equal(hint, Sample.Check(expression)[0].Hint);

    [Theory]
    [InlineData("data.sector-num == 3", "data.sector-num", "data[\"sector-num\"]")]
    [InlineData("data.sector-nun == 3", "data.sector-nun", "data[\"sector-num\"]")]
    [InlineData("data.sector - num == 3", "data.sector - num", "data[\"sector-num\"]")]
    [InlineData("data.node-name == \"x\"", "data.node-name", "data[\"node-name\"]")]
    [InlineData("data.node-name.startsWith(\"x\")", "data.node-name", "data[\"node-name\"]")]
    [InlineData("has(data.node-name)", "data.node-name", "data[\"node-name\"]")]
    [InlineData("data.info.slot-type == \"DIMM\"", "data.info.slot-type", "data.info[\"slot-type\"]")]
    [InlineData("anything.node-name == 1", "anything.node-name", "anything[\"node-name\"]")]
    [InlineData("vm.facts.a-b-c == 1", "vm.facts.a-b-c", "vm.facts[\"a-b-c\"]")]
    public void Hyphen_in_a_field_suggests_index(string expression, string marked, string suggestion)
    {
        var error = Sample.Error(expression);
        Assert.Equal((marked, suggestion), (error.Marked, error.Suggestion));
    }

    [Theory]
    [InlineData("data.sector - data.source == 3")]
    [InlineData("data.sector-data.source == 3")]
    [InlineData("data[\"sector-num\"] == 3 && data.`sector-num` > 2")]
    [InlineData("vm.facts.whatever == 3 && vm.facts.known == 1")]
    [InlineData("anything.a.b[3].c == anything")]
    [InlineData("vm.labels.env == \"x\" && vm.labels[\"a b\"] == \"\"")]
    [InlineData("is_prod && vm.name in db_vms")]
    [InlineData("ost.source(data.info.source) == \"x\"")]
    public void Right_expression_has_no_diagnostics(string expression) => Assert.Empty(Sample.Check(expression, CelType.Bool));

    [Theory]
    [InlineData("vm.name.startWith(\"x\")", "startWith", "startsWith")]
    [InlineData("ost.sorce(1) == \"\"", "ost.sorce", "ost.source")]
    [InlineData("globb(vm.name, \"x\")", "globb", "glob")]
    [InlineData("contains(vm.name, \"x\")", "contains(vm.name, \"x\")", "vm.name.contains(\"x\")")]
    [InlineData("vm.name.glob(\"x\")", "vm.name.glob(\"x\")", "glob(vm.name, \"x\")")]
    [InlineData("db_vms.exist(x, x == vm.name)", "exist", "exists")]
    public void Function_unknown_suggests_nearest(string expression, string marked, string suggestion)
    {
        var error = Sample.Check(expression)[0];
        Assert.Equal((marked, suggestion), (expression.Substring(error.Offset, error.Length), error.Suggestion));
    }

    [Fact]
    public void Macro_with_an_error_is_marked_where_it_is_used()
    {
        var error = Sample.Error("vm.name != \"\" && is_bad");
        Assert.Equal("is_bad", error.Marked);
        Assert.Equal("in macro 'is_bad': BLOCK_IO_ERROR has no field 'actoin'; did you mean data.action?", error.Message);
    }

    [Fact]
    public void Errors_beyond_the_first_hundred_are_left_out()
    {
        var expression = string.Join(" || ", Enumerable.Range(0, 1000).Select(i => $"x{i}"));
        Assert.Equal(100, Sample.Check(expression).Count);
    }

    [Fact]
    public void All_errors_are_reported_in_order()
    {
        var errors = Sample.Check("data.reson == \"x\" || dta == 1 || data.action == \"puase\" || vm.name");
        Assert.Equal(["data.reson", "dta", "\"puase\"", "vm.name"], errors.Select(e => "data.reson == \"x\" || dta == 1 || data.action == \"puase\" || vm.name".Substring(e.Offset, e.Length)));
    }
}
