using Reactor.Rules.Diagnostics;
using Reactor.Rules.Tests.Loading;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Tests.Yaml;

/// <summary>What a file that is no YAML is told: in words of the file, not of the parser.</summary>
public class SyntaxAdviceTests
{
    private const string List = "rules:\n  - name: a\n";
    private const string Map = List + "    when:\n      event: RESET\n";

    [Theory]
    [InlineData(List + "\tseverity: error\n", "3:1+1")]
    [InlineData(List + "    \tseverity: error\n", "3:5+1")]
    [InlineData(List + "    when: {event: RESET}\n\tseverity: error\n", "4:1+1")]
    [InlineData(List + "    when:\n\t  event: RESET\n", "4:1+1")]
    [InlineData("a: 1\nb:\n\tc: 1\n", "3:1+1")]
    public void Read_tab_as_indentation_is_told_where_it_stands(string text, string place) =>
        Golden.Equal($"{place} yaml-syntax: a tab is no indentation in YAML | indent with spaces", Faults(text));

    [Theory]
    [InlineData(List + "\u00a0\u00a0\u00a0\u00a0severity: error\n    mode: live\n", "3:1+1 yaml-syntax: the blank U+00A0 is no indentation in YAML | indent with spaces")]
    [InlineData(List + "  \u3000severity: error\n\n    mode: live\n", "3:3+1 yaml-syntax: the blank U+3000 is no indentation in YAML | indent with spaces")]
    public void Read_blank_that_is_no_space_as_indentation_is_told_where_it_stands(string text, string expected) => Golden.Equal(expected, Faults(text));

    [Theory]
    [InlineData(List + "   severity: x\n", "3:4+11 yaml-syntax: this line is indented by 3; the entry above by 4 | indent it by 4, or start a new entry of the list: by 2, with `- `")]
    [InlineData(List + "  severity: x\n", "3:3+11 yaml-syntax: this line is indented by 2; the entry above by 4 | indent it by 4, or start a new entry of the list: by 2, with `- `")]
    [InlineData(List + "     severity: x\n", "3:6+11 yaml-syntax: this line is indented by 5; the entry above, `name`, by 4 | indent it by 4")]
    [InlineData("rules:\n  - name: 'a'\n     severity: x\n", "3:6+11 yaml-syntax: this line is indented by 5; the entry above by 4 | indent it by 4")]
    [InlineData(Map + "     if: x\n", "5:6+5 yaml-syntax: this line is indented by 5; the entry above by 6, and what that is in by 4 | indent it by 6 or by 4")]
    [InlineData(List + " - name: b\n", "3:2+9 yaml-syntax: this line is indented by 1; the entries of the list above by 2 | indent it by 2")]
    [InlineData(List + "   - name: b\n", "3:4+9 yaml-syntax: this line is indented by 3; the entries of the list above by 2 | indent it by 2")]
    [InlineData(List + "    then:\n      - log: x\n    - log: y\n", "5:5+8 yaml-syntax: this line is indented by 4; the entries of the list above by 6 | indent it by 6")]
    [InlineData("rules:\n- name: a\n- name: b\n when: c\n", "4:2+7 yaml-syntax: this line is indented by 1; the entry above by 2, and what that is in by 0 | indent it by 2 or by 0")]
    [InlineData("a:\n  - b\n  c: d\n", "3:3+4 yaml-syntax: a `- ` is expected here: the lines above are entries of a list | start a new entry of the list: by 2, with `- `")]
    [InlineData("a:\n  b: c\n  - d\n", "3:3+3 yaml-syntax: a key is expected here: the entries above are keys of a map, and `- ` starts an entry of a list | a list stands below a key of its own")]
    [InlineData(" a: 1\nb: 2\n", "2:1+4 yaml-syntax: this line is indented by 0; the entry above by 1 | indent both by the same")]
    [InlineData("a: |\n  x\n b: 1\n", "3:2+4 yaml-syntax: this line is indented by 1; the entry above by 0 | indent it by 0")]
    [InlineData("rules:\n  - name a\n    when: b\n", "3:5+7 yaml-syntax: to YAML this line goes on with the text of the line above | is a `:` missing in line 2, after `name`?")]
    public void Read_wrong_indentation_is_told_in_numbers(string text, string expected) => Golden.Equal(expected, Faults(text));

    [Theory]
    [InlineData("if: a ? b : c\n", "1:5+9 quote-expression: not valid YAML: an unquoted text has no `: ` in it | quote this expression: 'a ? b : c'")]
    [InlineData("if: \"x\" == y # why\n", "1:5+8 quote-expression: not valid YAML: nothing may follow here: the value before it has ended | quote this expression: '\"x\" == y'")]
    [InlineData("if: 'x' in y\n", "1:5+8 quote-expression: not valid YAML: nothing may follow here: the value before it has ended | quote this expression: '''x'' in y'")]
    [InlineData("w: {e: R, if: !data.guest}\n", "1:15+11 quote-expression: not valid YAML: a word that starts with an unquoted ! is a tag to YAML | quote this expression: '!data.guest'")]
    [InlineData("w: {if: !a == f(b, c), e: R}\n", "1:9+13 quote-expression: !a is a tag to YAML: a word that starts with an unquoted ! | quote this expression: '!a == f(b, c)'")]
    [InlineData("w: {e: R, if: data.guest ? true : false}\n", "1:15+25 quote-expression: not valid YAML: a `,` or `}` is expected here | quote this expression: 'data.guest ? true : false'")]
    [InlineData("w: {e: R, if: vm.name in [\"web1\"]}\n", "1:15+19 quote-expression: not valid YAML: a `,` or `}` is expected here | quote this expression: 'vm.name in [\"web1\"]'")]
    [InlineData("w: {if: \"b\" == data.a, e: R}\n", "1:9+13 quote-expression: not valid YAML: a `,` or `}` is expected here | quote this expression: '\"b\" == data.a'")]
    public void Read_unquoted_expression_is_shown_quoted(string text, string expected) => Golden.Equal(expected, Faults(text));

    [Theory]
    [InlineData("summary: {{ vm.name }} x\n", "1:10+15 wrong-type: {{ to YAML is a map within a map | put a text with {{ }} in quotes: \"{{ ... }}\"\n1:24+1 yaml-syntax: not valid YAML: nothing may follow here: the value before it has ended | put a text with {{ }} in quotes: \"{{ ... }}\"")]
    [InlineData("summary: a: b\n", "1:11+1 yaml-syntax: not valid YAML: an unquoted text has no `: ` in it | quote this text: summary: 'a: b'")]
    [InlineData("a: @x\n", "1:4+1 yaml-syntax: not valid YAML: an unquoted text can't start with this character | quote this text: a: '@x'")]
    [InlineData("a: 'x\nb: 1\n", "1:4+2 yaml-syntax: not valid YAML: the file ends within a quoted text that starts here")]
    [InlineData("[a\n", "2:1+1 yaml-syntax: not valid YAML: a `,` or `]` is expected here")]
    public void Read_other_faults_are_told_in_words(string text, string expected) => Golden.Equal(expected, Faults(text));

    [Fact]
    public void Read_tabs_that_indent_nothing_are_no_fault() => Assert.Equal("", Faults("{\n\t\"a\": [\n\t\t1]\n}"));

    private static string Faults(string text)
    {
        var bag = new DiagnosticBag();
        YamlReader.Read(new SourceText("f", text), bag);
        return Loaded.Lines(bag.Sorted());
    }
}
