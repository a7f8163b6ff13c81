using FsCheck;
using FsCheck.Xunit;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Diagnostics;

public class DiagnosticFormatterTests
{
    private static readonly Diagnostic s_unknown = new(
        DiagnosticSeverity.Error, "unknown-event", "config/rules/panic.yaml", 2, 18, 13, "unknown event GUEST_PANIKED", "did you mean GUEST_PANICKED?");

    [Fact]
    public void Format_shows_place_line_mark_and_suggestion() => Golden.Equal(
        """
        config/rules/panic.yaml:2:19: error: unknown event GUEST_PANIKED [unknown-event]
            when: {event: GUEST_PANIKED}
                          ^^^^^^^^^^^^^
          did you mean GUEST_PANICKED?
        """,
        DiagnosticFormatter.Format([s_unknown with { Column = 19 }], Sources("version: 1\n    when: {event: GUEST_PANIKED}\n")));

    [Fact]
    public void Format_without_the_file_shows_no_line() => Assert.Equal(
        "config/rules/panic.yaml:2:18: warning: unknown event GUEST_PANIKED [unknown-event]\n",
        DiagnosticFormatter.Format(s_unknown with { Severity = DiagnosticSeverity.Warning, Suggestion = null }, null));

    [Fact]
    public void Format_escapes_control_characters_and_keeps_the_mark_under_its_word() => Golden.Equal(
        """
        f\u001b[2J:1:5: error: bad \u0007 [c]
            \u001b\u202eb WORD c
                          ^^^^
        """,
        DiagnosticFormatter.Format(new Diagnostic(DiagnosticSeverity.Error, "c", "f\u001b[2J", 1, 5, 4, "bad \a"), "\u001b\u202eb WORD c"));

    [Fact]
    public void Format_cuts_a_long_line_around_the_mark()
    {
        string shown = DiagnosticFormatter.Format(
            new Diagnostic(DiagnosticSeverity.Error, "c", "f", 1, 1001, 4, "m"), new string('x', 1000) + "WORD" + new string('y', 1000));
        string[] lines = shown.Split('\n');
        Assert.True(lines[1].Length < 200);
        Assert.Equal("WORD", lines[1].Substring(lines[2].IndexOf('^', StringComparison.Ordinal), lines[2].Count(c => c == '^')));
    }

    [Fact]
    public void Format_shows_so_many_and_counts_the_rest()
    {
        string shown = DiagnosticFormatter.Format([.. Enumerable.Repeat(s_unknown, 600)], Sources(""), dropped: 7);
        Assert.EndsWith("... and 107 more\n", shown, StringComparison.Ordinal);
        Assert.Equal(500, shown.Split('\n').Count(l => l.Contains("error:", StringComparison.Ordinal)));
    }

    [Property(MaxTest = 500)]
    public bool Format_any_line_and_place_fits_in_lines_without_control_characters(NonNull<string> line, int column, int length)
    {
        string shown = DiagnosticFormatter.Format(new Diagnostic(DiagnosticSeverity.Error, "c", "f", 1, column, length, line.Get), line.Get);
        return shown.All(c => c == '\n' || !char.IsControl(c)) && shown.Split('\n').Length <= 4;
    }

    [Fact]
    public void Json_has_all_members() => Assert.Equal(
        """{"severity":"error","code":"unknown-event","file":"config/rules/panic.yaml","line":2,"column":18,"length":13,"message":"unknown event GUEST_PANIKED","suggestion":"did you mean GUEST_PANICKED?"}""",
        DiagnosticJson.Format(s_unknown));

    [Fact]
    public void Format_finding_about_a_whole_file_shows_its_path_alone()
    {
        var bag = new DiagnosticBag();
        bag.FileError(s_unknown.File, "file", "there is no such file");
        Assert.Equal("config/rules/panic.yaml: error: there is no such file [file]\n", DiagnosticFormatter.Format(bag.Sorted(), Sources("a\n")));
        Assert.Equal(
            """{"severity":"error","code":"file","file":"config/rules/panic.yaml","message":"there is no such file"}""", DiagnosticJson.Format(bag.Sorted()[0]));
    }

    private static Dictionary<string, string> Sources(string text) => new() { [s_unknown.File] = text };
}
