using Reactor.Cel.Tests.Checking;

namespace Reactor.Cel.Tests.Compilation;

public sealed class CanonicalTests
{
    [Theory]
    [InlineData("vm.name  ==  'a'", "(vm[\"name\"]) == \"a\"")]
    [InlineData("is_prod", "vm.labels.env == \"prod\"")]
    [InlineData("is_prod && (is_prod && true)", "is_prod && is_prod && true")]
    [InlineData("has(data.`node-name`)", "has(data[\"node-name\"])")]
    [InlineData("db_vms.exists(a, a == \"x\")", "db_vms.exists(b, b == \"x\")")]
    [InlineData("db_vms.exists(a, db_vms.all(b, a == b))", "db_vms.exists(b, db_vms.all(a, b == a))")]
    [InlineData("[1].exists_one(x, x == 0x10)", "[1].existsOne(x, x == 16)")]
    public void Equal_meaning_has_equal_form(string one, string other) => Assert.Equal(Canonical(one), Canonical(other));

    [Theory]
    [InlineData("data.source == 1", "data.source != 1")]
    [InlineData("1 == 1", "1u == 1u")]
    [InlineData("1.0 == 1.0", "1 == 1")]
    [InlineData("-(1) == 1", "1 == 1")]
    [InlineData("db_vms.exists(a, db_vms.all(b, a == b))", "db_vms.exists(a, db_vms.all(b, b == a))")]
    [InlineData("\"a\" == \"b\"", "\"a\\\" == \\\"b\" == \"\"")]
    [InlineData("has(data.nospace)", "data.info.source == 1")]
    [InlineData("[1].map(x, 1) == []", "[1].transformList(x, y, 1) == []")]
    [InlineData("anything.a.b", "anything[\"a.b\"]")]
    public void Different_meaning_has_different_form(string one, string other) => Assert.NotEqual(Canonical(one), Canonical(other));

    private static string Canonical(string expression)
    {
        var compilation = Sample.Environment.Compile(expression);
        Assert.True(compilation.Program is not null, string.Join("; ", compilation.Diagnostics.Select(d => d.Message)));
        return compilation.Program.Canonical;
    }
}
