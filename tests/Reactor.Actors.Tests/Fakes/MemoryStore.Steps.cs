using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Tests.Fakes;

/// <content>Steps: those of commits and those added; the partition of each result is 7.</content>
internal sealed partial class MemoryStore
{
    private readonly List<StepRow> _intended = [];
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StepRow> _claimed = new(StringComparer.Ordinal);
    private readonly List<StepResult> _stepResults = [];
    private readonly List<InboxRow> _endedUndone = [];

    public IReadOnlyList<StepResult> StepResults => Read(() => _stepResults.ToArray());

    public int StepsWaiting => Read(() => _intended.Count);

    public void Add(params StepRow[] steps)
    {
        lock (_lock)
            _intended.AddRange(steps);
    }

    /// <summary>The next claim reports it as ended without being carried out.</summary>
    public void EndUndone(StepResult result)
    {
        lock (_lock)
            _endedUndone.Add(Row(result));
    }

    /// <summary>What a claim waits for before it is answered; null: nothing.</summary>
    public Task? ClaimsWaitFor { get; set; }

    public async Task<StepClaims> ClaimStepsAsync(int maxCommands, int maxPrograms, DateTimeOffset now)
    {
        var claims = await Run(() => ClaimSteps(maxCommands, maxPrograms));
        await (ClaimsWaitFor ?? Task.CompletedTask);
        return claims;
    }

    public Task PutBackStepsAsync(ImmutableArray<string> steps) => Run(() =>
    {
        _begun.ExceptWith(steps);
        _intended.AddRange(steps.Select(step => _claimed[step]));
        return 0;
    });

    private StepClaims ClaimSteps(int maxCommands, int maxPrograms)
    {
        var programs = _intended.Where(step => step.Kind == "exec").Take(maxPrograms).ToList();
        var commands = _intended.Where(step => step.Kind != "exec").Take(maxCommands).ToList();
        var claimed = _intended.Where(step => programs.Contains(step) || commands.Contains(step)).ToImmutableArray();
        foreach (var step in claimed)
        {
            _intended.Remove(step);
            _claimed[step.Id] = step;
            if (!_begun.Add(step.Id))
                throw new InvalidOperationException($"{step.Id} is begun twice");
        }

        var ended = _endedUndone.ToImmutableArray();
        _endedUndone.Clear();
        return new StepClaims(claimed, ended, (maxCommands > 0 && commands.Count == maxCommands) || (maxPrograms > 0 && programs.Count == maxPrograms));
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
