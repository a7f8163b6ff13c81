using Reactor.Fuzzing;
using Xunit.Abstractions;

namespace Reactor.Cel.Tests.Fuzzing;

/// <summary>Lexer, parser, resolver, checker, compiler and evaluator against texts that are written at random, and changed at random.</summary>
public sealed class ExpressionFuzzTests(ITestOutputHelper output)
{
    private const int ShortRun = 2000;

    [Fact]
    public void Written_expressions_keep_every_bound() => Fuzz.Run(output, ShortRun, r => new ExpressionWriter(r).Next(), ExpressionUnderTest.Check);

    [Fact]
    public void Changed_expressions_keep_every_bound() => Fuzz.Run(output, ShortRun, Changed, ExpressionUnderTest.Check);

    internal static string Changed(Random random) =>
        new Mutator(random, [.. Corpus, new ExpressionWriter(random).Next(), new ExpressionWriter(random).Next()], ExpressionWriter.Tokens).Next();

    private static IReadOnlyList<string> Corpus { get; } =
    [
        "vm.labels.env == \"prod\" && data.info.status != 0 && data.info.source in [1, 3]",
        "has(data.`node-name`) || vm.name.startsWith(\"db-\") && data.source + 1 > 2 && vm.name.matches(\"^db-[0-9]{1,3}(?:a|b)*$\")",
        "data.children.exists(c, has(c.bus) && c.bus != '') ? 'a' : string(data.source)",
        "['a', 'b'].transformMapEntry(i, v, i > 0, {v: i}).map(k, k + '!').join(', ')",
        "'%s: %d, %.2f, %x'.format([data.reason, data.source, data.weight, 255]).split(' ').filter(p, size(p) > 2)",
        "timestamp('2026-03-02T00:00:00.5Z').getHours('Europe/Berlin') < 12 && duration('1h30m') > duration('5s')",
        "((((1 + 2) * 3) - 4) / 5) % 6 == 0 || !(true && false) // end",
        "r\"\\d+\" + '''a\nb''' + \"\\u00e9\\x41\\101\" == strings.quote(data.reason).reverse()",
        "deep + deep == [dyn(1), 2u, 3.0, null, {1: 'a', true: [2]}]",
        "[1, 2, 3].all(x, [4, 5].all(y, x < y)) && {'a': 1}.exists_one(k, k == 'a')",
    ];
}
