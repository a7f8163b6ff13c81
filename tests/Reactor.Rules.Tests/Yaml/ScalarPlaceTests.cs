using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Tests.Yaml;

public class ScalarPlaceTests
{
    // Each case marks with « » what `needle` must be found as, in the raw text.
    [Theory]
    [InlineData("if: data.x == «nedle»", "nedle")]
    [InlineData("if: 'it''s «nedle» ''x'''", "nedle")]
    [InlineData("if: 'a == ''«it''s»'''", "it's")]
    [InlineData("if: \"a \\\"b\\\" \\u00e9\\x41\\t «nedle»\"", "nedle")]
    [InlineData("if: \"a «\\\"q\\\"» b\"", "\"q\"")]
    [InlineData("if: \"\\ud83d\\ude00 «nedle»\"", "nedle")]
    [InlineData("if: \"\\U0001F600 «nedle»\"", "nedle")]
    [InlineData("if: a b\n  c  d\n  «nedle»\n  e", "nedle")]
    [InlineData("if: 'a\n\n   b ''x'' «nedle»'", "nedle")]
    [InlineData("if: \"a \\\n   \\  b «nedle»\"", "nedle")]
    [InlineData("if: \"a  \n   b\\n\n c «nedle»\"", "nedle")]
    [InlineData("if: |\n  one\n    two\n\n  «nedle» three\n", "nedle")]
    [InlineData("if: |2-\n    one\n   «nedle»\n", "nedle")]
    [InlineData("if: |+\n  one\n  «nedle»\n\n\n", "nedle")]
    [InlineData("if: >\n  one\n  two\n\n  three «nedle»\n", "nedle")]
    [InlineData("if: >-\n  one\n    more\n    indented\n  «nedle»\n", "nedle")]
    [InlineData("if: > # comment\n  one\n  «nedle»\n", "nedle")]
    [InlineData("- if: >\r\n    one\r\n    two «nedle»\r\n", "nedle")]
    [InlineData("{if: 'a', b: «nedle» x, c: d}", "nedle")]
    public void PlaceOf_part_of_a_value_is_where_it_stands_in_the_file(string marked, string needle)
    {
        int start = marked.IndexOf('«', StringComparison.Ordinal), end = marked.IndexOf('»', StringComparison.Ordinal) - 1;
        string text = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        var source = new SourceText("f", text);
        var scalar = Scalars(Read(source)).Single(s => s.Value.Contains(needle, StringComparison.Ordinal));
        var place = scalar.PlaceOf(scalar.Value.IndexOf(needle, StringComparison.Ordinal), needle.Length);
        Assert.Equal((start, end - start), (place.Offset, place.Length));
    }

    [Property(MaxTest = 500)]
    public Property PlaceOf_every_character_of_a_quoted_line_is_exact(NonNull<string> any)
    {
        string value = new([.. any.Get.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF'))]);
        return (Exact("'" + value.Replace("'", "''", StringComparison.Ordinal) + "'", value, c => c == '\'' ? 2 : 1)
            && Exact("\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"", value, c => c is '\\' or '"' ? 2 : 1)
            && Exact("\"" + string.Concat(value.Select(c => $"\\u{(int)c:x4}")) + "\"", value, _ => 6)).ToProperty();
    }

    [Property(MaxTest = 300)]
    public Property PlaceOf_every_visible_character_of_a_block_is_exact(NonEmptyArray<NonNegativeInt> shape, bool folded)
    {
        // Lines of words with gaps and deeper indentation; every word is unique, so that it is found without doubt.
        string block = string.Concat(shape.Get.Select((n, i) => (n.Get % 5) switch
        {
            0 => "\n",
            1 => $"      w{i}x  v{i}x\n",
            _ => $"    w{i}x v{i}x \n",
        }));
        block += "    end\n";
        var source = new SourceText("f", $"a:\n  b: {(folded ? '>' : '|')}{(block.TrimStart('\n').StartsWith("      ", StringComparison.Ordinal) ? "2" : "")}\n{block}c: d\n");
        var scalar = Scalars(Read(source)).Single(s => s.Style is ScalarStyle.Literal or ScalarStyle.Folded);
        return Enumerable.Range(0, scalar.Value.Length).Where(i => !char.IsWhiteSpace(scalar.Value[i]))
            .All(i => source.Text[scalar.PlaceOf(i, 1).Offset] == scalar.Value[i]
                && (i == 0 || char.IsWhiteSpace(scalar.Value[i - 1]) || scalar.PlaceOf(i, 1).Offset == scalar.PlaceOf(i - 1, 1).Offset + 1))
            .ToProperty();
    }

    [Property(MaxTest = 300)]
    public Property PlaceOf_never_leaves_the_file(NonNull<string> text, int offset, int length)
    {
        var source = new SourceText("f", "a: " + text.Get);
        return Scalars(YamlReader.Read(source, new DiagnosticBag())).All(s =>
        {
            var place = s.PlaceOf(offset, length);
            return place.Offset >= 0 && place.Offset <= source.Text.Length && place.Length >= 1 && place.Line >= 1 && place.Column >= 1;
        }).ToProperty();
    }

    private static bool Exact(string raw, string value, Func<char, int> width)
    {
        var scalar = Scalars(Read(new SourceText("f", "if: " + raw))).Last();
        if (scalar.Value != value)
            return false;
        int at = 5;
        for (int i = 0; i < value.Length; i++)
        {
            var place = scalar.PlaceOf(i, 1);
            if ((place.Offset, place.Length) != (at, width(value[i])))
                return false;
            at += width(value[i]);
        }

        return true;
    }

    private static YNode Read(SourceText source)
    {
        var bag = new DiagnosticBag();
        var root = YamlReader.Read(source, bag);
        Assert.Empty(bag.Sorted());
        return root!;
    }

    private static IEnumerable<YScalar> Scalars(YNode? node) => node switch
    {
        YScalar scalar => [scalar],
        YList list => list.Items.SelectMany(Scalars),
        YMap map => map.Entries.SelectMany(e => Scalars(e.Key).Concat(Scalars(e.Value))),
        _ => [],
    };
}
