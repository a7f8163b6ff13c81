using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Tests.Steps;

public class StepJsonTests
{
    [Fact]
    public void Result_reads_back_as_it_was_written()
    {
        var result = new StepResult
        {
            Step = "s_1",
            Status = StepStatus.Unknown,
            Results = [new("query-status", Results.Json("""{"a":[18446744073709551615]}""")), new("cont", null, new StepError("GenericError", "no\n\"way\""))],
            Error = new StepError(StepError.Timeout, "30 s"),
            ExitCode = -1,
            Stdout = "<out>",
            Stderr = "",
            Process = "h1:7-1",
        };

        var written = StepResultJson.Write(result);

        Assert.Equal(written.ToArray(), StepResultJson.Write(StepResultJson.Read(written)).ToArray());
        Assert.Equal(
            """{"v":1,"step":"s_1","status":"unknown","results":[{"command":"query-status","return":{"a":[18446744073709551615]}},{"command":"cont","error":{"class":"GenericError","desc":"no\n\"way\""}}],"error":{"class":"timeout","desc":"30 s"},"exit_code":-1,"stdout":"<out>","stderr":"","process":"h1:7-1"}""",
            Encoding.UTF8.GetString(written.Span));
    }

    [Theory]
    [InlineData(StepStatus.Ok, "ok")]
    [InlineData(StepStatus.Failed, "failed")]
    [InlineData(StepStatus.Unknown, "unknown")]
    [InlineData(StepStatus.BudgetExceeded, "budget_exceeded")]
    [InlineData(StepStatus.Refused, "refused")]
    public void Status_has_one_word(StepStatus status, string word)
    {
        Assert.Equal(word, status.ToWord());
        Assert.Equal(status, StepStatusWords.Parse(word));
    }

    [Fact]
    public void Request_of_a_program_reads_back_as_it_was_written()
    {
        var request = new StepRequest
        {
            Kind = "exec",
            Timeout = TimeSpan.FromSeconds(30),
            Arguments = ["/bin/a", "$(x)", ""],
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A", "b"),
            Stdin = Results.Json("""{"x":1}"""),
        };

        var written = StepRequestJson.Write(request);

        Assert.Equal("""{"v":1,"kind":"exec","timeout_ms":30000,"argv":["/bin/a","$(x)",""],"env":{"A":"b"},"stdin":{"x":1}}""", Encoding.UTF8.GetString(written.Span));
        Assert.Equal(written.ToArray(), StepRequestJson.Write(StepRequestJson.Read(written)).ToArray());
    }

    [Fact]
    public void Request_of_commands_reads_back_as_it_was_written()
    {
        var request = new StepRequest
        {
            Kind = "qmp",
            Timeout = TimeSpan.FromSeconds(5),
            Commands = [new("stop"), new("x", Results.Json("""{"a":true}"""))],
            AllowsDestructive = true,
            Process = "h1:7-1",
        };

        var written = StepRequestJson.Write(request);

        Assert.Equal(
            """{"v":1,"kind":"qmp","timeout_ms":5000,"commands":[{"name":"stop"},{"name":"x","arguments":{"a":true}}],"allow_destructive":true,"process":"h1:7-1"}""",
            Encoding.UTF8.GetString(written.Span));
        Assert.Equal(written.ToArray(), StepRequestJson.Write(StepRequestJson.Read(written)).ToArray());
    }

    [Fact]
    public void Request_of_a_program_that_is_cut_says_where()
    {
        var written = StepRequestJson.Write(new StepRequest { Kind = "exec", Timeout = TimeSpan.FromSeconds(5), Arguments = ["/bin/x"], Cut = ["argv[1]", "stdin"] });

        Assert.Equal("""{"v":1,"kind":"exec","timeout_ms":5000,"argv":["/bin/x"],"cut":["argv[1]","stdin"]}""", Encoding.UTF8.GetString(written.Span));
        Assert.Equal(written.ToArray(), StepRequestJson.Write(StepRequestJson.Read(written)).ToArray());
    }

    [Theory]
    [InlineData("h1:7-1/1.1/9", "h1:7-1")]
    [InlineData("unix:/run/a.sock/12.3/0", "unix:/run/a.sock")]
    [InlineData("h1:7-1/1.1/r_abcdef", "h1:7-1")]
    [InlineData("h1:7-1/1.1/state-12", "h1:7-1")]
    [InlineData("h1:7-1/1.1/", null)]
    [InlineData("l_abcdef", null)]
    [InlineData("a/b/c", null)]
    [InlineData("a/1./3", null)]
    [InlineData("/1.1/3", null)]
    [InlineData("", null)]
    public void Process_is_what_the_id_of_an_event_begins_with(string id, string? process) => Assert.Equal(process, EventProcess.Of(id));
}
