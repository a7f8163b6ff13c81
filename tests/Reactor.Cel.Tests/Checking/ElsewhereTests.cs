namespace Reactor.Cel.Tests.Checking;

/// <summary>What other languages write.</summary>
public sealed class ElsewhereTests
{
    private static readonly CelEnvironment s_environment = Sample.Builder().AddVariable("event", CelType.Record("event", [new("at", CelType.Timestamp)])).Build();

    [Theory]
    [InlineData("vm.name | upper", "vm.name.upperAscii()")]
    [InlineData("vm.name|lower()", "vm.name.lowerAscii()")]
    [InlineData("vm.name | trim", "vm.name.trim()")]
    [InlineData("vm.name | length > 3", "vm.name.size() > 3")]
    [InlineData("upper(vm.name)", "vm.name.upperAscii()")]
    [InlineData("upper(vm.name + \"x\")", "(vm.name + \"x\").upperAscii()")]
    [InlineData("trim(vm.name + \"x\")", "(vm.name + \"x\").trim()")]
    [InlineData("vm.name.toUpperCase()", "vm.name.upperAscii()")]
    [InlineData("vm.name.to_lower()", "vm.name.lowerAscii()")]
    [InlineData("len(vm.name) > 3", "vm.name.size() > 3")]
    [InlineData("count(data.children)", "data.children.size()")]
    [InlineData("data.children.length", "size(data.children)")]
    [InlineData("vm.name.length > 3", "size(vm.name) > 3")]
    [InlineData("str(data.sector)", "string(data.sector)")]
    [InlineData("vm.name.includes(\"db\")", "vm.name.contains(\"db\")")]
    [InlineData("regex(vm.name, \"^db\")", "vm.name.matches(\"^db\")")]
    [InlineData("substr(vm.name, 1)", "vm.name.substring(1)")]
    [InlineData("startswith(vm.name, \"db\")", "vm.name.startsWith(\"db\")")]
    [InlineData("ends_with(vm.name, \"db\")", "vm.name.endsWith(\"db\")")]
    [InlineData("isset(data[\"node-name\"])", "has(data[\"node-name\"])")]
    [InlineData("defined(data.nospace)", "has(data.nospace)")]
    [InlineData("exists(data.nospace) && data.sector > 1", "has(data.nospace) && data.sector > 1")]
    [InlineData("default(data.nospace, false)", "has(data.nospace) ? data.nospace : false")]
    [InlineData("now()", "event.at")]
    [InlineData("time()", "event.at")]
    [InlineData("date()", "event.at")]
    [InlineData("event.at < now", "event.at < event.at")]
    [InlineData("vm.name = \"a\"", "vm.name == \"a\"")]
    [InlineData("vm.name === \"a\"", "vm.name == \"a\"")]
    [InlineData("vm.name !== \"a\"", "vm.name != \"a\"")]
    [InlineData("vm.name <> \"a\"", "vm.name != \"a\"")]
    [InlineData("data.sector => 1", "data.sector >= 1")]
    [InlineData("data.sector =< 1", "data.sector <= 1")]
    [InlineData("vm.name == \"a\" & true", "vm.name == \"a\" && true")]
    [InlineData("vm.name == \"a\" | is_prod", "vm.name == \"a\" || is_prod")]
    [InlineData("is_prod and true", "is_prod && true")]
    [InlineData("is_prod OR true", "is_prod || true")]
    [InlineData("not is_prod", "! is_prod")]
    [InlineData("vm.name is \"a\"", "vm.name == \"a\"")]
    [InlineData("vm.name is not \"a\"", "vm.name != \"a\"")]
    [InlineData("is_prod && True", "is_prod && true")]
    [InlineData("anything == nil", "anything == null")]
    [InlineData("anything != None", "anything != null")]
    [InlineData("anything == NULL", "anything == null")]
    [InlineData("undefined == anything", "null == anything")]
    [InlineData("data.nospace == null", "!has(data.nospace)")]
    [InlineData("data.nospace != nil", "has(data.nospace)")]
    [InlineData("None == data[\"node-name\"]", "!has(data[\"node-name\"])")]
    public void What_is_written_so_elsewhere_is_told_as_it_is_written_here_and_that_is_right(string expression, string meant)
    {
        var error = Assert.Single(s_environment.Compile(expression).Diagnostics);

        Assert.Equal(meant, expression[..error.Offset] + error.Suggestion + expression[(error.Offset + error.Length)..]);
        Assert.Empty(s_environment.Compile(meant).Diagnostics);
    }

    // The part of a message that shows how it is written, with what it would be of.
    [Theory]
    [InlineData("data.sector << 3", "'<<' is no operator; x << 3 is written x * 8", "data.sector * 8")]
    [InlineData("data.sector >> 3", "'>>' is no operator; x >> 3 is written x / 8", "data.sector / 8")]
    [InlineData("data.sector ** 2", "'**' is no operator; a square is written x * x", "data.sector * data.sector")]
    [InlineData("vm.name =~ \"db\"", "'=~' is no operator; a pattern is tried by x.matches(\"...\")", "vm.name.matches(\"...\")")]
    [InlineData("vm.name !~ \"db\"", "'!~' is no operator; a pattern is tried by !x.matches(\"...\")", "!vm.name.matches(\"...\")")]
    [InlineData("vm.name like \"db%\"", "'like' is no operator; a pattern is tried by x.matches(\"...\")", "vm.name.matches(\"...\")")]
    [InlineData("vm.name contains \"db\"", "'contains' is called as x.contains(...)", "vm.name.contains(\"db\")")]
    [InlineData("\"a\" not in db_vms", "'x not in y' is written '!(x in y)'", "!(\"a\" in db_vms)")]
    [InlineData("vm.name ?? \"x\"", "'??' is no operator; a value for what may be absent is written has(x.y) ? x.y : \"\"", "has(data.extra) ? data.extra.status : 0")]
    [InlineData("vm.name | default(\"x\")", "'|' is no operator; a value for what may be absent is written has(x.y) ? x.y : \"\"", "has(data[\"node-name\"]) ? data[\"node-name\"] : \"\"")]
    [InlineData("data.sector | string", "'|' is no operator; write string(x)", "string(data.sector)")]
    [InlineData("vm.name | replace(\"a\", \"b\")", "'|' is no operator; what is done with a value is called on it, as x.replace(...)", "vm.name.replace(\"a\", \"b\")")]
    [InlineData("if is_prod then 1", "'if' is written with ? and :, such as a > b ? \"more\" : \"less\"", "data.sector > 1 ? \"more\" : \"less\"")]
    [InlineData("$vm.name", "unexpected character '$': names stand without it", "vm.name")]
    [InlineData("data.sector ^ 1", "'^' is no operator; there are none on bits", "data.sector")]
    public void What_has_no_like_in_its_place_is_told_in_words_that_are_right(string expression, string message, string meant)
    {
        Assert.StartsWith(message, Assert.Single(s_environment.Compile(expression).Diagnostics).Message, StringComparison.Ordinal);
        Assert.Empty(s_environment.Compile(meant).Diagnostics);
    }

    [Theory]
    [InlineData("upper(1)", "there is no function 'upper'")]
    [InlineData("vm.name.length.x", "a value of type string has no field 'length'")]
    [InlineData("vm.name == nil", "there is no 'nil' here, and a value of type string is never null")]
    [InlineData("vm.name == null", "a value of type string is never null")]
    [InlineData("data.sector.length", "a value of type int has no fields, so no 'length'")]
    public void What_would_be_wrong_here_too_is_not_offered(string expression, string message)
    {
        var error = s_environment.Compile(expression).Diagnostics[0];

        Assert.Equal(message, error.Message);
        Assert.True(error.Suggestion is null || error.Suggestion.StartsWith("size(", StringComparison.Ordinal), error.Suggestion);
    }

    [Fact]
    public void Unknown_function_in_itself_many_times_over_is_checked_in_time()
    {
        var (before, after) = (string.Concat(Enumerable.Repeat("upper(", 90)), new string(')', 90));

        Assert.NotEmpty(s_environment.Compile($"{before}vm.name{after}").Diagnostics);
        Assert.NotEmpty(s_environment.Compile($"{string.Concat(Enumerable.Repeat("(", 90))}anything{string.Concat(Enumerable.Repeat(" == nil)", 90))}").Diagnostics);
    }
}
