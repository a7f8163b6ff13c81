using System.Text;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Tests.Loading;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Tests.Yaml;

public class YamlReaderTests
{
    [Fact]
    public void Read_nodes_have_the_place_of_their_first_character()
    {
        var root = Assert.IsType<YMap>(Read("a: 1\r\nb:\r\n  - 'x'\r\n  - {c: \"d\"}\r\n"));
        Assert.Equal((1, 4, 1), Where(root.Find("a")!.Value));
        var list = Assert.IsType<YList>(root.Find("b")!.Value);
        Assert.Equal((3, 5, 3), Where(list.Items[0]));
        var inner = Assert.IsType<YMap>(list.Items[1]);
        Assert.Equal((4, 5, 8), Where(inner));
        Assert.Equal((4, 6, 1), Where(inner.Entries[0].Key));
        Assert.Equal((4, 9, 3), Where(inner.Entries[0].Value));
    }

    [Theory]
    [InlineData("yes", CoreKind.Text)]
    [InlineData("no", CoreKind.Text)]
    [InlineData("on", CoreKind.Text)]
    [InlineData("off", CoreKind.Text)]
    [InlineData("true", CoreKind.Bool)]
    [InlineData("'true'", CoreKind.Text)]
    [InlineData("~", CoreKind.Null)]
    [InlineData("012", CoreKind.Integer)]
    [InlineData("0o17", CoreKind.Integer)]
    [InlineData("0x1F", CoreKind.Integer)]
    [InlineData("1_000", CoreKind.Text)]
    [InlineData("12:30", CoreKind.Text)]
    [InlineData("1.5e3", CoreKind.Float)]
    [InlineData(".inf", CoreKind.Float)]
    [InlineData("2026-03-02", CoreKind.Text)]
    public void Read_unquoted_scalars_follow_the_core_schema(string text, CoreKind kind) =>
        Assert.Equal(kind, Assert.IsType<YScalar>(Assert.IsType<YMap>(Read($"a: {text}")).Find("a")!.Value).Core);

    [Fact]
    public void Read_json_of_the_same_shape()
    {
        var root = Assert.IsType<YMap>(Read("{\n\t\"a\": [1, true, null, \"x\\/y \\u00e9 \\ud83d\\ude00\"]\n}"));
        var list = Assert.IsType<YList>(root.Find("a")!.Value);
        Assert.Equal([CoreKind.Integer, CoreKind.Bool, CoreKind.Null, CoreKind.Text], list.Items.Select(i => ((YScalar)i).Core));
        Assert.Equal("x/y é 😀", ((YScalar)list.Items[3]).Value);
    }

    [Theory]
    [InlineData("", "0:0+0 yaml-syntax: the file is empty | start with `version: 1`")]
    [InlineData("# only\n", "0:0+0 yaml-syntax: the file is empty | start with `version: 1`")]
    [InlineData("a: 1\n---\nb: 2\n", "2:1+3 yaml-syntax: a second document (`---`) in one file | put it into a file of its own")]
    [InlineData("a: 1\nb: 2\na: 3\n", "3:1+1 duplicate-key: key `a` stands here a second time; the first is in line 1, column 1")]
    [InlineData("{a: {b: 1, b: 2}}", "1:12+1 duplicate-key: key `b` stands here a second time; the first is in line 1, column 6")]
    [InlineData("if: !x\n", "1:5+2 quote-expression: !x is a tag to YAML: a word that starts with an unquoted ! | quote this expression: '!x'")]
    [InlineData("if: !vm.ok == 'a'\n", "1:5+13 quote-expression: !vm.ok is a tag to YAML: a word that starts with an unquoted ! | quote this expression: '!vm.ok == ''a'''")]
    [InlineData("a: !!binary aGk=\n", "1:4+13 quote-expression: tag:yaml.org,2002:binary is a tag to YAML: a word that starts with an unquoted ! | quote this expression: '!!binary aGk='")]
    [InlineData("a: *nope\n", "1:4+5 yaml-alias: *nope is an alias, and no anchor &nope stands before it | a text that starts with * must be quoted")]
    [InlineData("a: &x {b: *x}\n", "1:11+2 yaml-alias: the alias *x stands inside its own anchor")]
    [InlineData("? [a]\n: b\n", "1:3+3 wrong-type: a key must be text, not a list")]
    [InlineData("a: {{ b }}\n", "1:4+7 wrong-type: {{ to YAML is a map within a map | put a text with {{ }} in quotes: \"{{ ... }}\"")]
    [InlineData("a: b\0c: d\n", "1:5+1 yaml-syntax: the character U+0000 (NUL) may not stand in a file | is this a text file?")]
    [InlineData("a: b\u2028c: d\n", "1:5+1 yaml-syntax: the character U+2028 (line separator) may not stand in a file | in double quotes it is written \\u2028")]
    public void Read_what_is_refused_says_where_and_what_to_do(string text, string expected) => Golden.Equal(expected, Faults(text));

    [Fact]
    public void Read_bracket_that_is_never_closed_is_a_fault_with_a_place() =>
        Assert.Equal(
            "1:6+1 yaml-syntax: not valid YAML: something is wrong here or after it: a bracket, brace or quote that is not closed?", Faults("a: [1, 2\nb: 3\n"));

    [Fact]
    public void Read_after_a_tag_the_rest_of_the_file_is_still_read()
    {
        var bag = new DiagnosticBag();
        var root = Assert.IsType<YMap>(YamlReader.Read(new SourceText("f", "a: !x\nb: 1\nb: 2\n"), bag));
        Assert.IsType<YBroken>(root.Find("a")!.Value);
        Assert.Equal(2, bag.Sorted().Count);
    }

    [Fact]
    public void Read_alias_gives_the_node_of_its_anchor()
    {
        var root = Assert.IsType<YMap>(Read("a: &x [1]\nb: *x\n"));
        Assert.Same(root.Find("a")!.Value, root.Find("b")!.Value);
    }

    [Fact]
    public void Read_alias_bomb_is_refused_at_once()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 60; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        Assert.Equal("6:15+3 limit: the file has more than 200,000 values, aliases written out", Faults(text.ToString()));
    }

    [Fact]
    public void Read_aliases_count_towards_the_depth()
    {
        var text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++)
            text.Append($"a{i}: &a{i} [*a{i - 1}]\n");
        Assert.Contains("limit: nested deeper than 64 levels", Faults(text.ToString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Read_deep_nesting_is_refused(string unit) =>
        Assert.Contains("limit: nested deeper than 64 levels", Faults(string.Concat(Enumerable.Repeat(unit, 1_000_000))), StringComparison.Ordinal);

    [Fact]
    public void Read_huge_file_is_refused() =>
        Assert.Equal("0:0+0 limit: the file has 4,194,305 characters; at most 4,194,304 are read | split it", Faults(new string('a', (4 * 1024 * 1024) + 1)));

    [Fact]
    public void Read_too_many_values_are_refused() =>
        Assert.Contains("limit: the file has more than 200,000 values", Faults("[" + string.Concat(Enumerable.Repeat("1,", 300_000)) + "1]"), StringComparison.Ordinal);

    [Fact]
    public void Read_key_longer_than_its_bound_is_refused() =>
        Assert.Equal("1:1+257 limit: this key has 257 characters; at most 256 are taken", Faults(new string('k', 257) + ": 1"));

    private static YNode? Read(string text)
    {
        var bag = new DiagnosticBag();
        var root = YamlReader.Read(new SourceText("f", text), bag);
        Assert.Equal("", Loaded.Lines(bag.Sorted()));
        return root;
    }

    private static string Faults(string text)
    {
        var bag = new DiagnosticBag();
        YamlReader.Read(new SourceText("f", text), bag);
        return Loaded.Lines(bag.Sorted());
    }

    private static (int Line, int Column, int Length) Where(YNode node) => (node.Place.Line, node.Place.Column, node.Place.Length);
}
