using System.Text;
using Reactor.Output;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store.Reading;
using Reactor.Tracing;

namespace Reactor.Tests.Tracing;

public class TraceRowTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_steps_were_given_is_masked_and_what_they_gave_is_bounded()
    {
        var request = new StepRequest
        {
            Kind = "qmp", Timeout = TimeSpan.FromSeconds(1),
            Commands = [new StepCommand("set_password", Bytes("""{"protocol":"vnc","password":"hunter22"}""")), new StepCommand("query-block")],
        };
        var result = new StepResult
        {
            Step = "s_1", Status = StepStatus.Failed, Error = new StepError("GenericError", "hunter22 is too short"),
            Results = [new CommandResult("set_password", null, new StepError("GenericError", "hunter22 is too short")), new CommandResult("query-block", Bytes($"\"{new string('x', 100_000)}\""))],
        };

        var text = TraceRow.Of(Trace(request, result)).ToJsonString(JsonLines.Options);

        Assert.DoesNotContain("hunter22", text, StringComparison.Ordinal);
        Assert.Contains("***", text, StringComparison.Ordinal);
        Assert.Contains("""{"truncated":true}""", text, StringComparison.Ordinal);
        Assert.True(text.Length < 10_000);
    }

    [Theory]
    [InlineData("""{"x":"\ud800"}""")]
    [InlineData("""{"x":"\u001b[2J"}""")]
    [InlineData("""{"x":18446744073709551615}""")]
    public void Answer_of_a_hostile_VM_can_be_shown(string answer)
    {
        var request = new StepRequest { Kind = "gather", Timeout = TimeSpan.FromSeconds(1), Commands = [new StepCommand("query-status")] };
        var result = new StepResult { Step = "s_1", Status = StepStatus.Ok, Results = [new CommandResult("query-status", Bytes(answer))] };
        var terminal = new TestTerminal();

        var row = TraceRow.Of(Trace(request, result));
        TraceReport.Print(row, terminal.Terminal);

        Assert.DoesNotContain('\x1b', row.ToJsonString(JsonLines.Options) + terminal.Out);
    }

    [Fact]
    public void What_came_of_it_is_said_once_and_cut()
    {
        var request = new StepRequest { Kind = "exec", Timeout = TimeSpan.FromSeconds(1), Arguments = ["/bin/x", new string('y', 500)] };
        var trace = Trace(request, StepResult.OfSpentBudget("s_1", new BudgetTake("b", "[]", 3, TimeSpan.FromHours(1)))) with
        {
            Deliveries =
            [
                new StoredDelivery("msg_1", "f_1", "r", "then[0].send", "oncall", "firing", "web1", "STOP", s_at, "delivered", null, 1, null, s_at, 200, "200 OK: ok", 2, "application/json"),
            ],
            Attempts = [new StoredAttempt("msg_1", 1, "delivered", s_at, TimeSpan.FromMilliseconds(3), 200, "200 OK: ok")],
        };
        var terminal = new TestTerminal();

        TraceReport.Print(TraceRow.Of(trace), terminal.Terminal);

        Assert.Contains(" budget_exceeded: the budget b is spent: 3 per 1h", terminal.Out, StringComparison.Ordinal);
        Assert.Contains(" delivered 200 OK: ok", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("delivered, 1 try ", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('y', 121), terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Alert_that_was_open_before_the_event_is_told_before_it()
    {
        var trace = Trace(new StepRequest { Kind = "gather", Timeout = TimeSpan.FromSeconds(1), Commands = [new StepCommand("query-status")] }, new StepResult { Step = "s_1", Status = StepStatus.Ok }) with
        {
            Alerts =
            [
                new AlertRow
                {
                    Uid = "a_1", Rule = "r", Id = "r", Key = "{}", VmId = "id-web1", VmName = "web1", State = AlertState.Firing, Severity = "error", Summary = "it is so", Description = "",
                    StartsAt = s_at.AddSeconds(-21.538404), RefreshedAt = s_at, FiringId = "f_1",
                },
            ],
        };
        var terminal = new TestTerminal();

        TraceReport.Print(TraceRow.Of(trace), terminal.Terminal);

        Assert.Contains("\n21.54 s before  alert r", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("\n+0 us ", terminal.Out, StringComparison.Ordinal);
    }

    private static StoredTrace Trace(StepRequest request, StepResult result) => new()
    {
        EventId = "e1",
        Event = new StoredEvent("e1", "id-web1", "web1", "STOP", s_at, null, "live", "{}", 1),
        Steps = [new StoredStep("s_1", "f_1", "r", "then[0].qmp", request.Kind, "id-web1", "web1", "ended", s_at, s_at, s_at.AddSeconds(1), request, result)],
    };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
