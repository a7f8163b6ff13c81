using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Operating;
using Reactor.Output;

namespace Reactor.Tests.Operating;

public sealed class QmpAnswerTests
{
    [Theory]
    [InlineData("read", "reactor: query-status to web1 was not answered: no answer within 30 s. It changes nothing: ask again\n")]
    [InlineData("reversible", "reactor: the outcome of query-status to web1 is UNKNOWN: it was sent and not answered; it may have been done, or may still be. Look at the VM before you repeat it (no answer within 30 s) (audit 7)\n")]
    public void Command_that_was_not_answered_is_of_unknown_outcome_unless_it_only_reads(string risk, string told)
    {
        var row = new JsonObject
        {
            ["vm"] = "web1", ["command"] = "query-status", ["risk"] = risk, ["result"] = "unknown", ["audit"] = risk == "read" ? null : "7", ["error"] = new JsonObject { ["desc"] = "no answer within 30 s" },
        };
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, QmpAnswer.Print(row, OutputFormat.Table, terminal.Terminal));

        Assert.Equal(told, terminal.Error);
    }

    [Theory]
    [InlineData("Memory device [dimm]: \"d1\"\r\n  slot: 0\r\n", "Memory device [dimm]: \"d1\"\n  slot: 0\n")]
    [InlineData("\u001b[2J\r\n", "\\x1b[2J\n")]
    [InlineData("\r\n", "")]
    public void Text_of_the_human_monitor_is_printed_in_lines(string text, string printed)
    {
        var row = new JsonObject { ["vm"] = "web1", ["command"] = "human-monitor-command", ["risk"] = "destructive", ["result"] = "ok", ["audit"] = "7", ["return"] = text };
        var (people, programs) = (new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, QmpAnswer.Print(row, OutputFormat.Table, people.Terminal));
        Assert.Equal(ExitCode.Fine, QmpAnswer.Print(row, OutputFormat.Json, programs.Terminal));

        Assert.Equal(printed, people.Out);
        Assert.Equal(text, (string?)JsonNode.Parse(programs.Out)!["return"]);
    }
}
