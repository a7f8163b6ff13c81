namespace Reactor.Cel.Tests.Evaluation;

public sealed class OperatorTests
{
    [Theory]
    [InlineData("9223372036854775807 + -1 == 9223372036854775806 && -9223372036854775808 + 1 == -9223372036854775807")]
    [InlineData("-7 / 2 == -3 && -7 % 2 == -1 && 7u % 4u == 3u")]
    [InlineData("3037000499 * 3037000499 == 9223372030926249001 && -4611686018427387904 * 2 == -9223372036854775808")]
    [InlineData("1.0 / 0.0 > 1e308 && -1.0 / 0.0 < -1e308")]
    [InlineData("'\\uFFFD' < '\\U00010000' && 'a' < 'b' && 'ab' > 'a'")]
    [InlineData("dyn(9007199254740993) > 9007199254740992 && dyn(18446744073709551615u) > -1")]
    [InlineData("[1, 2] + ['a'] == [1, 2, 'a'] && {'a': 1}.a == 1 && {'a': 1}['a'] == 1 && {1: 'x'}[dyn(1u)] == 'x'")]
    [InlineData("'x' in {'x': null} && !(dyn(1) in {'x': null}) && 1 in [dyn(1.0)]")]
    [InlineData("9007199254740992 in [9007199254740993, dyn(9007199254740992.0), 1, 2, 3, 4, 5, 6, 7] && !(9007199254740992 in [9007199254740993, 0, 1, 2, 3, 4, 5, 6, 7])")]
    [InlineData("dyn([1]) != dyn({1: 1}) && dyn(1) != 'a' && dyn(null) == null")]
    [InlineData("[1, 2, 3].map(x, x % 2 == 1, x * 2) == [2, 6]")]
    [InlineData("{'a': 1, 'b': 2}.filter(k, k != 'a') == ['b'] && {'a': 1}.map(k, k) == ['a']")]
    [InlineData("{'a': 1}.transformMapEntry(k, v, {string(v): k}) == {'1': 'a'} && [7].transformMap(i, v, v + i) == {0: 7}")]
    [InlineData("['a', 'b'].transformMapEntry(i, v, i > 0, {v: i}) == {'b': 1}")]
    [InlineData("[[1, 2], [3]].all(x, x.exists(y, y > 1)) && [1].exists(x, [2].exists(y, x < y && [3].exists(x, x > y)))")]
    [InlineData("has({'a': {'b': null}}.a.b) && !has({'a': {}}.a.b) && has({'a-b': 1}['a-b'])")]
    [InlineData("true ? true : 1 / 0 == 1")]
    [InlineData("timestamp('2026-03-02T00:00:00.5Z') - timestamp('2026-03-01T23:59:59Z') == duration('1.5s')")]
    [InlineData("timestamp('1969-12-31T23:59:59.9Z') + duration('200ms') == timestamp('1970-01-01T00:00:00.1Z')")]
    public void Expression_holds(string expression) => Eval.IsTrue(expression);

    [Theory]
    [InlineData("9223372036854775807 + 1", CelErrorKind.Overflow)]
    [InlineData("-9223372036854775808 % -1", CelErrorKind.Overflow)]
    [InlineData("18446744073709551615u * 2u", CelErrorKind.Overflow)]
    [InlineData("0u - 1u", CelErrorKind.Overflow)]
    [InlineData("1 % 0", CelErrorKind.DivisionByZero)]
    [InlineData("1u / 0u", CelErrorKind.DivisionByZero)]
    [InlineData("1 + 1u", CelErrorKind.TypeMismatch)]
    [InlineData("1.5 % 1.0", CelErrorKind.TypeMismatch)]
    [InlineData("'a' - 'a'", CelErrorKind.TypeMismatch)]
    [InlineData("-'a'", CelErrorKind.TypeMismatch)]
    [InlineData("!1", CelErrorKind.TypeMismatch)]
    [InlineData("1 ? 2 : 3", CelErrorKind.TypeMismatch)]
    [InlineData("null < null", CelErrorKind.TypeMismatch)]
    [InlineData("1 in 1", CelErrorKind.TypeMismatch)]
    [InlineData("[1][1.5]", CelErrorKind.IndexOutOfRange)]
    [InlineData("[1][-1]", CelErrorKind.IndexOutOfRange)]
    [InlineData("[1][18446744073709551615u]", CelErrorKind.IndexOutOfRange)]
    [InlineData("[1]['a']", CelErrorKind.TypeMismatch)]
    [InlineData("{'a': 1}.b", CelErrorKind.NoSuchKey)]
    [InlineData("{'a': 1}[null]", CelErrorKind.TypeMismatch)]
    [InlineData("'a'.b", CelErrorKind.NoSuchField)]
    [InlineData("has('a'.b)", CelErrorKind.NoSuchField)]
    [InlineData("{1: 1, 1u: 2}", CelErrorKind.Invalid)]
    [InlineData("{1.5: 1}", CelErrorKind.TypeMismatch)]
    [InlineData("[1, 2].transformMapEntry(i, v, {'a': v})", CelErrorKind.Invalid)]
    [InlineData("1.map(x, x)", CelErrorKind.TypeMismatch)]
    [InlineData("[1].filter(x, x)", CelErrorKind.TypeMismatch)]
    [InlineData("nobody", CelErrorKind.Undeclared)]
    [InlineData("nothing(1)", CelErrorKind.Undeclared)]
    [InlineData("1.nothing()", CelErrorKind.Undeclared)]
    [InlineData("size(1, 2)", CelErrorKind.TypeMismatch)]
    [InlineData("'a'.matches('(')", CelErrorKind.Invalid)]
    [InlineData("duration('290y')", CelErrorKind.Invalid)]
    public void Expression_fails(string expression, CelErrorKind kind) => Eval.Fails(expression, kind);

    [Fact]
    public void Constant_that_always_fails_is_warned_of()
    {
        var compilation = new CelEnvironmentBuilder().Build().Compile("true || 2 > 1 / 0");
        var warning = Assert.Single(compilation.Diagnostics);
        Assert.Equal((CelSeverity.Warning, 12, 5), (warning.Severity, warning.Offset, warning.Length));
        Assert.NotNull(compilation.Program);
    }

    [Theory]
    [InlineData("!", "true", "", 95)]
    [InlineData("[1].exists(x, ", "true", ")", 95)]
    [InlineData("(", "true", ")", 95)]
    [InlineData("dyn(", "true", ")", 95)]
    [InlineData("true ? ", "true", " : false", 1)]
    [InlineData("false || (true && (", "true", "))", 49)]
    [InlineData("[", "true", "]", 95)]
    public void Deepest_expressions_need_little_stack(string open, string inner, string close, int times)
    {
        var text = string.Concat(Enumerable.Repeat(open, times)) + inner + string.Concat(Enumerable.Repeat(close, times));
        CelValue? result = null;
        var thread = new Thread(() => result = Eval.Unchecked(text), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.NotNull(result);
        Assert.False(result.Value.IsError);
    }
}
