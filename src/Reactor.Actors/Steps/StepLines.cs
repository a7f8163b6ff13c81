using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>
/// A line of the log for each step that ended. A rule that has very many carried out doesn't fill the log: of each rule, and each way to end, so many
/// are told a minute, and with the next how many were not. All are counted elsewhere, and are in the store.
/// </summary>
internal sealed class StepLines(TimeProvider time, ILogger logger)
{
    // Rules come and go with reloads.
    private const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Rule, StepStatus Status), LinesAMinute> _lines = [];

    /// <summary>What became of a step, in one line. Details, which may hold texts of guests and programs, are in the store. Questions change nothing, and aren't told.</summary>
    public void Ended(StepRow step, StepRequest request, StepResult result)
    {
        var level = result.Status == StepStatus.Ok ? LogLevel.Information : LogLevel.Warning;
        if (request.IsQuestion || !logger.IsEnabled(level) || !MayTell(step.Rule, result.Status, out var leftOut))
            return;
        var what = request.Arguments is [var program, ..] ? $"program {program}" : string.Join(", ", request.Commands.Select(command => command.Name));
        var status = result.Error is { } error ? $"{result.Status.ToWord()} ({error.Class})" : result.Status.ToWord();
        if (leftOut == 0)
            StepLog.Ended(logger, level, step.Rule, step.VmName, what, status, step.Id);
        else
            StepLog.EndedAfterOthers(logger, level, step.Rule, step.VmName, what, status, step.Id, leftOut);
    }

    private bool MayTell(string rule, StepStatus status, out long leftOut)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue((rule, status), out var lines))
            {
                if (_lines.Count == Most)
                    _lines.Clear();
                _lines.Add((rule, status), lines = new LinesAMinute(time));
            }

            return lines.MayTell(out leftOut);
        }
    }
}
