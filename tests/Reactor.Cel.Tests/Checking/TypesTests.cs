namespace Reactor.Cel.Tests.Checking;

public sealed class TypesTests
{
    [Theory]
    [InlineData("data.source == \"1\"", "data.source == 1")]
    [InlineData("data.reason == 28", "data.reason == \"28\"")]
    [InlineData("data.source == 1u", "data.source == 1")]
    [InlineData("data.weight == 1", "data.weight == 1.0")]
    [InlineData("data.source > \"1\"", "data.source > 1")]
    [InlineData("data.source + 1.0 > 2", "data.source + 1")]
    [InlineData("data.reason + data.source == \"\"", "data.reason + string(data.source)")]
    [InlineData("timestamp(1) - timestamp(0) > \"10m\"", "timestamp(1) - timestamp(0) > duration(\"10m\")")]
    [InlineData("vm.name == null", null)]
    [InlineData("data.info == 1", null)]
    [InlineData("db_vms == \"x\"", null)]
    public void Types_that_differ_are_refused(string expression, string? suggestion)
    {
        var error = Sample.Error(expression);
        Assert.Equal(suggestion, error.Suggestion);
        if (suggestion is not null)
            Assert.Empty(Sample.Check(expression.Replace(error.Marked, suggestion, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("data.action == \"puase\"", "\"puase\"", "\"pause\"")]
    [InlineData("\"stopp\" != data.action", "\"stopp\"", "\"stop\"")]
    [InlineData("data.action in [\"stop\", \"puase\"]", "\"puase\"", "\"pause\"")]
    [InlineData("\"zzz\" in data.tags", "\"zzz\"", null)]
    [InlineData("\"nodename\" in data", "\"nodename\"", "\"node-name\"")]
    [InlineData("data.tags.exists(t, t == \"A\")", "\"A\"", "\"a\"")]
    [InlineData("data.info[\"slot-type\"] == \"DIM\"", "\"DIM\"", "\"DIMM\"")]
    public void Enum_value_that_does_not_exist_suggests_nearest(string expression, string marked, string? suggestion)
    {
        var error = Sample.Error(expression);
        Assert.Equal((marked, suggestion), (error.Marked, error.Suggestion));
    }

    [Theory]
    [InlineData("timestamp(data.source).getHours(\"Nowhere/Land\") > 5", "\"Nowhere/Land\"")]
    [InlineData("timestamp(data.source).getDate(\"+25:00\") > 5", "\"+25:00\"")]
    public void Time_zone_that_does_not_exist_is_refused(string expression, string marked)
    {
        var error = Sample.Error(expression);
        Assert.Equal(marked, error.Marked);
        Assert.Contains("no time zone", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anything.getMinutes(7) == 1")]
    [InlineData("db_vms.getMinutes(7) == 1")]
    [InlineData("nobody.getMinutes(7) == 1")]
    public void Constant_of_another_kind_where_a_time_zone_stands_is_not_looked_at(string expression) =>
        Assert.Contains(Sample.Check(expression), d => d.Message.Contains("getMinutes(int) is not defined", StringComparison.Ordinal));

    [Theory]
    [InlineData("vm.name", "vm.name", "vm.name != \"\"")]
    [InlineData("data.source", "data.source", "data.source != 0")]
    public void Result_of_wrong_type_is_refused(string expression, string marked, string? suggestion)
    {
        var error = Sample.Error(expression, CelType.Bool);
        Assert.Equal((marked, suggestion), (error.Marked, error.Suggestion));
    }

    [Theory]
    [InlineData("!vm.name", "vm.name")]
    [InlineData("vm.name && is_prod", "vm.name")]
    [InlineData("data.source ? 1 : 2", "data.source")]
    [InlineData("db_vms.all(v, v)", "v")]
    [InlineData("-vm.name == 1", "-vm.name")]
    [InlineData("true ? 1 : \"x\"", "1 : \"x\"")]
    [InlineData("vm.name.exists(c, true)", "vm.name")]
    [InlineData("vm.name.x == 1", "x")]
    [InlineData("db_vms[\"x\"] == \"\"", "\"x\"")]
    [InlineData("vm.labels[1] == \"\"", "1")]
    [InlineData("1 in db_vms", "1 in db_vms")]
    [InlineData("data.source in vm.name", "vm.name")]
    [InlineData("{1.5: 2}.size() == 1", "1.5")]
    [InlineData("vm.name.startsWith(1)", "vm.name.startsWith(1)")]
    [InlineData("size(1) == 1", "size(1)")]
    [InlineData("vm.name.matches(\"(\")", "\"(\"")]
    [InlineData("duration(\"10x\") < duration(\"1s\")", "duration(\"10x\")")]
    [InlineData("db_vms < db_vms", "db_vms < db_vms")]
    public void Type_error_is_marked(string expression, string marked) => Assert.Equal(marked, Sample.Error(expression).Marked);

    [Theory]
    [InlineData("1 < dyn(2.5) && dyn(2u) > 1")]
    [InlineData("data.info == null || data.info != {\"a\": 1}")]
    [InlineData("[1, \"x\", null].size() == 3")]
    [InlineData("dyn(vm.name) == 1")]
    [InlineData("data.action + data.reason == \"x\"")]
    [InlineData("data.action == data.reason")]
    [InlineData("type(vm.name) == string")]
    [InlineData("timestamp(\"2026-03-02T10:00:00Z\") - duration(\"1h\") < timestamp(0)")]
    [InlineData("db_vms + [vm.name] == []")]
    public void Types_that_go_together_pass(string expression) => Assert.Empty(Sample.Check(expression, CelType.Bool));

    [Theory]
    [InlineData("vm.name", "string")]
    [InlineData("[1, 2].map(x, string(x))", "list(string)")]
    [InlineData("{\"a\": 1}", "map(string, int)")]
    [InlineData("data.children.filter(c, c.name == \"\")", "list(child)")]
    [InlineData("timestamp(0) - timestamp(1)", "duration")]
    [InlineData("data.source > 1 ? \"a\" : data.reason", "string")]
    [InlineData("data", "BLOCK_IO_ERROR")]
    public void Result_type_is_found(string expression, string type) => Assert.Equal(type, Sample.Environment.Compile(expression).Program!.ResultType.Name);
}
