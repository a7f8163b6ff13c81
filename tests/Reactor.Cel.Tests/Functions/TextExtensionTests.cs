namespace Reactor.Cel.Tests.Functions;

public sealed class TextExtensionTests
{
    [Theory]
    [InlineData("'abc'.replace('', '_') == '_a_b_c_' && 'ab'.replace('', '_', 2) == '_a_b' && ''.replace('', 'x') == 'x'")]
    [InlineData("'aaa'.replace('a', 'b', 2) == 'bba' && 'aaa'.replace('a', 'b', 0) == 'aaa' && 'aaa'.replace('a', 'b', -1) == 'bbb'")]
    [InlineData("'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'a,b'.split(',', -1) == ['a', 'b']")]
    [InlineData("'🐱b'.split('') == ['🐱', 'b'] && ''.split('') == [] && ''.split(',') == [''] && 'abc'.split('', 2) == ['a', 'bc']")]
    [InlineData("'🐱b'.charAt(1) == 'b' && '🐱b'.substring(1) == 'b' && '🐱b'.indexOf('b') == 1 && '🐱b'.size() == 2")]
    [InlineData("'tacocat'.lastIndexOf('', 3) == 3 && 'abc'.indexOf('', 3) == 3 && ''.lastIndexOf('') == 0 && ''.indexOf('') == 0")]
    [InlineData("' \\t\\u2028x\\u3000'.trim() == 'x' && ''.trim() == ''")]
    [InlineData("'a🐱'.reverse() == '🐱a' && ''.reverse() == ''")]
    [InlineData("strings.quote('a\"b\\\\c') == r'\"a\\\"b\\\\c\"'")]
    [InlineData("'%s|%d|%.2f|%e|%x|%X|%o|%b'.format(['a', -5, 2.345, 12345.678, -255, 255u, 8, true]) == 'a|-5|2.35|1.234568e+04|-ff|FF|10|1'")]
    [InlineData("'%.0f %.0f %.0f %.1f'.format([0.5, 1.5, 2.5, 0.25]) == '0 2 2 0.2'")]
    [InlineData("'%.3e %.0e %e'.format([0.0, 9.6, 1e-300]) == '0.000e+00 1e+01 1.000000e-300'")]
    [InlineData("'%s'.format([[1, 'a', null, {'b': 1.50, 'a': [true]}, type(1), duration('90s')]]) == '[1, a, null, {a: [true], b: 1.5}, int, 90s]'")]
    [InlineData("'%d'.format([3.14]) == '3.14' && '%s %d'.format([double('NaN'), double('Infinity')]) == 'NaN Infinity'")]
    [InlineData("'%b'.format([-9223372036854775808]) == '-1000000000000000000000000000000000000000000000000000000000000000'")]
    [InlineData("'%x'.format(['é']) == 'c3a9' && '100%%'.format([]) == '100%'")]
    [InlineData("['a', 'b'].map(x, x.upperAscii()).join('/') == 'A/B'")]
    public void Text_function_gives_what_the_extension_says(string expression) => Eval.IsTrue(expression);

    [Theory]
    [InlineData("'%s'.format([])", CelErrorKind.IndexOutOfRange)]
    [InlineData("'%'.format([1])", CelErrorKind.Invalid)]
    [InlineData("'%.f'.format([1.0])", CelErrorKind.Invalid)]
    [InlineData("'%.9999f'.format([1.0])", CelErrorKind.Invalid)]
    [InlineData("'%q'.format([1])", CelErrorKind.Invalid)]
    [InlineData("'%d'.format(['1'])", CelErrorKind.TypeMismatch)]
    [InlineData("'%f'.format(['1'])", CelErrorKind.TypeMismatch)]
    [InlineData("'%b'.format([1.0])", CelErrorKind.TypeMismatch)]
    [InlineData("[1].join()", CelErrorKind.TypeMismatch)]
    [InlineData("'abc'.charAt(-1)", CelErrorKind.IndexOutOfRange)]
    [InlineData("'abc'.charAt(4)", CelErrorKind.IndexOutOfRange)]
    [InlineData("'abc'.indexOf('a', -1)", CelErrorKind.IndexOutOfRange)]
    [InlineData("'abc'.substring(2, 1)", CelErrorKind.Invalid)]
    [InlineData("timestamp(0).getHours('Nowhere/Land')", CelErrorKind.Invalid)]
    [InlineData("timestamp(0).getHours('../../etc/passwd')", CelErrorKind.Invalid)]
    [InlineData("timestamp(0).getHours('+25:00')", CelErrorKind.Invalid)]
    public void Wrong_argument_fails(string expression, CelErrorKind kind) => Eval.Fails(expression, kind);

    [Theory]
    [InlineData("timestamp('2026-03-29T01:30:00Z').getHours('Europe/Berlin') == 3")]
    [InlineData("timestamp('2026-03-29T00:30:00Z').getHours('Europe/Berlin') == 1")]
    [InlineData("timestamp('2023-12-25T00:00:00Z').getDate('America/Los_Angeles') == 24")]
    [InlineData("timestamp('2023-12-25T12:00:00Z').getDayOfYear() == 358 && timestamp('2023-12-25T12:00:00Z').getDayOfWeek('UTC') == 1")]
    [InlineData("duration('1.234s').getMilliseconds() == 234 && duration('-90s').getMinutes() == -1 && duration('26h').getHours() == 26")]
    public void Time_part_is_taken(string expression) => Eval.IsTrue(expression);
}
