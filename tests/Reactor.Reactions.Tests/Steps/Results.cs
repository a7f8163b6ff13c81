using System.Text;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Tests.Steps;

/// <summary>Results of steps in few words; the lab fills in the step's id.</summary>
internal static class Results
{
    public static StepResult Ok(StepRequest request, params string[] returns) => new()
    {
        Step = "",
        Status = StepStatus.Ok,
        Results = [.. request.Commands.Select((command, i) => new CommandResult(command.Name, Json(i < returns.Length ? returns[i] : "{}")))],
        ExitCode = request.Kind == "exec" ? 0 : null,
    };

    public static StepResult Of(StepStatus status, string @class, string description = "") =>
        new() { Step = "", Status = status, Error = new StepError(@class, description) };

    public static byte[] Json(string json) => Encoding.UTF8.GetBytes(json);
}
