using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>How many steps may be under way, which are, and what came of those that ended.</summary>
internal sealed class StepSlots(Action<StepExecutionStatus> report)
{
    /// <summary>Most steps of commands at once.</summary>
    internal const int MaxCommands = 256;

    /// <summary>Most programs at once.</summary>
    internal const int MaxPrograms = 4;

    private readonly Dictionary<string, StepRow> _underWay = new(StringComparer.Ordinal);
    private StepExecutionStatus _status = new();

    /// <summary>Of them one VM never has more than half, so that its steps alone never keep those of others waiting.</summary>
    public StepRoom Commands => new(Left(_status.Commands, MaxCommands), HalfOf(MaxCommands));

    /// <inheritdoc cref="Commands"/>
    public StepRoom Programs => new(Left(_status.Programs, MaxPrograms), HalfOf(MaxPrograms));

    public bool HasRoom => Commands.Free > 0 || Programs.Free > 0;

    /// <summary>Whether none is under way.</summary>
    public bool AreFree => _underWay.Count == 0;

    public void Take(StepRow step)
    {
        _underWay.Add(step.Id, step);
        Report(WithCount(step, 1));
    }

    /// <returns>What had the slot; null where nothing had.</returns>
    public StepRow? Free(string id)
    {
        if (_underWay.Remove(id, out var step))
            Report(WithCount(step, -1));
        return step;
    }

    /// <summary>Counts what came of one.</summary>
    public void Count(StepResult result)
    {
        var word = result.Status.ToWord();
        Report(_status with
        {
            Ended = _status.Ended.SetItem(word, _status.Ended.GetValueOrDefault(word) + 1),
            Interrupted = _status.Interrupted + (result.IsInterrupted ? 1 : 0),
        });
    }

    private StepExecutionStatus WithCount(StepRow step, int by) => StepAttempt.IsProgram(step)
        ? _status with { Programs = _status.Programs + by }
        : _status with { Commands = _status.Commands + by };

    private void Report(StepExecutionStatus status)
    {
        _status = status;
        report(status);
    }

    private static int HalfOf(int max) => Math.Max(1, max / 2);

    private static int Left(int taken, int max) => Math.Max(0, max - taken);
}
