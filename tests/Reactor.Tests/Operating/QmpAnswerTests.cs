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
}
