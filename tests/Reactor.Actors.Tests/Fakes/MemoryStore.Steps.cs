using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Fakes;

/// <content>Steps: those of commits and those added; the partition of each result is 7.</content>
internal sealed partial class MemoryStore
{
    private readonly List<StepRow> _intended = [];
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly StepTurns _commandTurns = new();
    private readonly StepTurns _programTurns = new();
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StepRow> _claimed = new(StringComparer.Ordinal);
    private readonly List<StepResult> _stepResults = [];
    private readonly List<InboxRow> _endedUndone = [];

    public IReadOnlyList<StepResult> StepResults => Read(() => _stepResults.ToArray());

    public int StepsWaiting => Read(() => _intended.Count);

    public void Add(params StepRow[] steps)
    {
        lock (_lock)
        {
            _intended.AddRange(steps);
            foreach (var step in steps)
                _numbers[step.Id] = _numbers.Count;
        }
    }

    /// <summary>The next claim reports it as ended without being carried out.</summary>
    public void EndUndone(StepResult result)
    {
        lock (_lock)
            _endedUndone.Add(Row(result));
    }

    /// <summary>What a claim waits for before it is answered; null: nothing.</summary>
    public Task? ClaimsWaitFor { get; set; }

    public async Task<StepClaims> ClaimStepsAsync(StepRoom commands, StepRoom programs, DateTimeOffset now)
    {
        var claims = await Run(() => ClaimSteps(commands, programs));
        await (ClaimsWaitFor ?? Task.CompletedTask);
        return claims;
    }

    public Task PutBackStepsAsync(ImmutableArray<string> steps) => Run(() =>
    {
        _begun.ExceptWith(steps);
        _intended.AddRange(steps.Select(step => _claimed[step]));
        return 0;
    });

    private StepClaims ClaimSteps(StepRoom commands, StepRoom programs)
    {
        var claimed = _intended.Where(Next(_commandTurns, false, commands).Union(Next(_programTurns, true, programs)).Contains).ToImmutableArray();
        foreach (var step in claimed)
        {
            _intended.Remove(step);
            _claimed[step.Id] = step;
            if (!_begun.Add(step.Id))
                throw new InvalidOperationException($"{step.Id} is begun twice");
        }

        bool MayWait(bool isProgram, StepRoom room) => room.Free == 0 || _intended.Exists(step => step.Kind == "exec" == isProgram);
        var ended = _endedUndone.ToImmutableArray();
        _endedUndone.Clear();
        return new StepClaims(claimed, ended, (MayWait(false, commands) ? StepsLeft.Commands : 0) | (MayWait(true, programs) ? StepsLeft.Programs : 0));
    }

    private StepRow[] Next(StepTurns turns, bool isProgram, StepRoom room)
    {
        var waiting = _intended.Where(step => step.Kind == "exec" == isProgram).ToList();
        var underWay = _claimed.Values.Where(step => step.Kind == "exec" == isProgram && _begun.Contains(step.Id) && !_stepResults.Exists(known => known.Step == step.Id))
            .CountBy(step => step.VmId).ToDictionary();
        return [.. turns.Next([.. waiting.Select(step => new WaitingStep(_numbers[step.Id], step.VmId))], underWay, room).Select(number => waiting.Single(step => _numbers[step.Id] == number))];
    }

    public Task<InboxRow> CompleteStepAsync(StepResult result, DateTimeOffset at) => Run(() =>
    {
        if (!_begun.Contains(result.Step) || _stepResults.Any(known => known.Step == result.Step))
            throw new InvalidOperationException($"{result.Step} is not under way");
        _stepResults.Add(result);
        return Row(result);
    });

    private static InboxRow Row(StepResult result) => new($"step-result/{result.Step}", 7, InboxKinds.StepResult, StepResultJson.Write(result));
}
