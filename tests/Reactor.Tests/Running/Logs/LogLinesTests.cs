using System.Net.Sockets;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Diagnostics;
using Reactor.Running.Logs;

namespace Reactor.Tests.Running.Logs;

public sealed class LogLinesTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void For_people_a_line_has_time_level_and_text() =>
        Assert.Equal("2026-03-02T10:00:00.000Z warn  web1 is lost\n", Write(new ConsoleLines(_time), LogLevel.Warning, "web1 is lost"));

    [Theory]
    [InlineData(LogLevel.Debug, 7)]
    [InlineData(LogLevel.Information, 6)]
    [InlineData(LogLevel.Warning, 4)]
    [InlineData(LogLevel.Error, 3)]
    [InlineData(LogLevel.Critical, 2)]
    public void For_the_journal_a_line_has_its_priority(LogLevel level, int priority) => Assert.Equal($"<{priority}>web1 is lost\n", Write(new SystemdLines(), level, "web1 is lost"));

    [Fact]
    public void For_the_journal_every_line_of_a_trace_has_its_priority() =>
        Assert.All(Write(new SystemdLines(), LogLevel.Error, "a fault", Thrown()).TrimEnd().Split('\n'), line => Assert.StartsWith("<3>", line, StringComparison.Ordinal));

    [Fact]
    public void For_programs_a_line_has_what_the_text_was_made_of()
    {
        var line = Write(new JsonLogLines(_time), LogLevel.Information, "ready: VMs 3", null, new("Vms", 3), new("Store", "/var/lib/a.db"), new("{OriginalFormat}", "ready: VMs {Vms}"));

        Assert.Equal(
            """{"time":"2026-03-02T10:00:00.000Z","level":"info","source":"Reactor","event":"Ready","message":"ready: VMs 3","fields":{"vms":3,"store":"/var/lib/a.db"}}""" + "\n",
            line);
    }

    [Fact]
    public void For_programs_a_trace_is_in_the_same_line()
    {
        var line = Write(new JsonLogLines(_time), LogLevel.Error, "a fault", Thrown());

        Assert.Contains("InvalidOperationException", (string)JsonNode.Parse(line)!["exception"]!, StringComparison.Ordinal);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Finding_is_shown_to_people_with_its_line_and_to_programs_by_its_fields()
    {
        var finding = new FindingEntry(
            new Diagnostic(DiagnosticSeverity.Error, "unknown-key", "a.yaml", 2, 3, 3, "unknown key `iff`", "did you mean `if`?"), new Dictionary<string, string> { ["a.yaml"] = "when:\n  iff: true\n" });

        Assert.Equal(
            """
            2026-03-02T10:00:00.000Z error a.yaml:2:3: error: unknown key `iff` [unknown-key]
                    iff: true
                    ^^^
                  did you mean `if`?

            """.ReplaceLineEndings("\n"), Write(new ConsoleLines(_time), finding));
        Assert.Equal("<3>a.yaml:2:3: error: unknown key `iff` [unknown-key] did you mean `if`?\n", Write(new SystemdLines(), finding));
        Assert.Equal(
            """{"file":"a.yaml","line":2,"column":3,"code":"unknown-key","message":"unknown key `iff`","suggestion":"did you mean `if`?"}""",
            JsonNode.Parse(Write(new JsonLogLines(_time), finding))!["fields"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public void Finding_in_a_file_as_a_whole_has_no_place_in_it()
    {
        var finding = new FindingEntry(new Diagnostic(DiagnosticSeverity.Error, "unreadable", "a.yaml", 0, 0, 0, "can't be read"), new Dictionary<string, string>());

        Assert.Equal("<3>a.yaml: error: can't be read [unreadable]\n", Write(new SystemdLines(), finding));
        Assert.Null(JsonNode.Parse(Write(new JsonLogLines(_time), finding))!["fields"]!["line"]);
    }

    [Property]
    public void Nothing_that_is_said_starts_a_line_or_steers_a_terminal(string? text, bool json)
    {
        var line = Write(json ? new JsonLogLines(_time) : new SystemdLines(), LogLevel.Error, text ?? "", null, new KeyValuePair<string, object?>("Detail", text + "\n\u001b[2J\u202e"));

        Assert.DoesNotContain(line[..^1], c => char.IsControl(c) || c == '\u202e');
        Assert.Equal('\n', line[^1]);
    }

    [Property]
    public void However_long_it_is_a_line_is_bounded(int length) =>
        Assert.InRange(Write(new JsonLogLines(_time), LogLevel.Error, new string('x', Math.Abs(length % 100) * 1000), null, new KeyValuePair<string, object?>("A", new string('y', 100_000))).Length, 1, 20_000);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("9:1")]
    [InlineData("nonsense")]
    public void Error_output_that_is_not_the_journal_is_for_people(string? journal) => Assert.Equal(LogFormat.Console, LogSettings.Default(journal));

    [Fact]
    public void Error_output_that_is_the_journal_is_for_the_journal()
    {
        using var stream = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var output = $"/proc/self/fd/{stream.Handle}";
        var inode = new FileInfo(output).LinkTarget!["socket:[".Length..^1];

        Assert.Equal(LogFormat.Systemd, LogSettings.Default($"8:{inode}", output));
        Assert.Equal(LogFormat.Console, LogSettings.Default($"8:{inode}0", output));
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("it broke\nin two");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private static string Write(ConsoleFormatter formatter, FindingEntry finding)
    {
        var writer = new StringWriter();
        formatter.Write(new LogEntry<FindingEntry>(LogLevel.Error, "Reactor", FindingEntry.Event, finding, null, (entry, _) => entry.ToString()), null, writer);
        return writer.ToString();
    }

    private static string Write(ConsoleFormatter formatter, LogLevel level, string text, Exception? exception = null, params KeyValuePair<string, object?>[] state)
    {
        var writer = new StringWriter();
        formatter.Write(new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "Reactor", new EventId(1, "Ready"), state, exception, (_, _) => text), null, writer);
        return writer.ToString();
    }
}
