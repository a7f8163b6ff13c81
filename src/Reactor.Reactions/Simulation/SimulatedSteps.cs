using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Simulation;

/// <summary>Carries out steps: commands are answered as the test says, else with <c>{}</c>, and <c>query-status</c> with the VM's state; programs exit with 0.</summary>
internal sealed class SimulatedSteps
{
    private readonly Dictionary<(string? Vm, string Command), (ImmutableArray<CommandAnswer> Answers, int Next)> _answers = [];
    private readonly Dictionary<string, ProgramEnds> _programs = new(StringComparer.Ordinal);

    public void Set(CommandAnswers answers) => _answers[(answers.Vm, answers.Command)] = (answers.Answers, 0);

    public void Set(ProgramEnds end) => _programs[end.Program] = end;

    /// <summary>Carries one out; the result, and how long it took.</summary>
    /// <param name="step">Its intent.</param>
    /// <param name="vm">Its VM; null where there is none of that key.</param>
    public (StepResult Result, TimeSpan Took) Run(StepRow step, SimulatedVm? vm)
    {
        var request = StepRequestJson.Read(step.Request);
        if (step.Kind == "exec")
        {
            return Program(step, request);
        }

        if (vm is not { IsConnected: true })
        {
            return (Ended(step, StepStatus.Failed, new StepError(StepError.NotConnected, "there is no connection to the VM")), TimeSpan.Zero);
        }

        if (request.Process is { } meant && meant != vm.Process)
        {
            return (Ended(step, StepStatus.Refused, new StepError(StepError.OtherProcess, "the VM's process is another by now")), TimeSpan.Zero);
        }

        return Commands(step, request, vm);
    }

    private (StepResult Result, TimeSpan Took) Commands(StepRow step, StepRequest request, SimulatedVm vm)
    {
        var results = ImmutableArray.CreateBuilder<CommandResult>();
        StepError? failure = null;
        var status = StepStatus.Ok;
        var took = TimeSpan.Zero;
        foreach (var command in request.Commands)
        {
            var answer = Answer(vm, command.Name);
            StepError? error = null;
            if (answer.IsTimeout)
            {
                error = new StepError(StepError.Timeout, $"{command.Name} was not answered in {request.Timeout}");
                took += request.Timeout;
                status = StepStatus.Unknown;
            }
            else if (answer.ErrorClass is { } errorClass)
            {
                error = new StepError(errorClass, answer.ErrorText);
                status = status == StepStatus.Unknown ? status : StepStatus.Failed;
            }

            results.Add(new CommandResult(command.Name, answer.Return, error));
            failure ??= error;
            if (error is not null && !request.IsQuestion)
            {
                break;
            }
        }

        return (new StepResult { Step = step.Id, Status = status, Results = results.ToImmutable(), Error = failure, Process = vm.Process }, took);
    }

    private CommandAnswer Answer(SimulatedVm vm, string command)
    {
        if (vm.SilentSince is not null)
        {
            return new CommandAnswer(null);
        }

        foreach (var key in ((string?, string)[])[(vm.Known.Name, command), (null, command)])
        {
            if (_answers.TryGetValue(key, out var answers))
            {
                _answers[key] = (answers.Answers, answers.Next + 1);
                return answers.Answers[Math.Min(answers.Next, answers.Answers.Length - 1)];
            }
        }

        JsonObject result = command switch
        {
            "query-status" => new() { ["status"] = vm.Status, ["running"] = vm.Status == "running" },
            "query-name" => new() { ["name"] = vm.Known.Name },
            "query-uuid" => new() { ["UUID"] = vm.Known.Uuid ?? "00000000-0000-0000-0000-000000000000" },
            "screendump" => new() { ["path"] = "screendump" },
            _ => [],
        };
        return new CommandAnswer(Encoding.UTF8.GetBytes(result.ToJsonString()));
    }

    private (StepResult Result, TimeSpan Took) Program(StepRow step, StepRequest request)
    {
        var end = _programs.GetValueOrDefault(request.Arguments[0]) ?? new ProgramEnds(default, request.Arguments[0], 0, "", "");
        if (end.ExitCode is not { } code)
        {
            return (Ended(step, StepStatus.Failed, new StepError(StepError.Timeout, $"{end.Program} took longer than {request.Timeout} and was killed")), request.Timeout);
        }

        var error = code == 0 ? null : new StepError(StepError.ExitCode, $"{end.Program} exited with {code}");
        return (new StepResult
        {
            Step = step.Id,
            Status = code == 0 ? StepStatus.Ok : StepStatus.Failed,
            Error = error,
            ExitCode = code,
            Stdout = end.Stdout,
            Stderr = end.Stderr,
        }, TimeSpan.Zero);
    }

    private static StepResult Ended(StepRow step, StepStatus status, StepError error) => new() { Step = step.Id, Status = status, Error = error };
}
