using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Retries;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Simulation;

/// <summary>Targets: they take what they get, unless the test says otherwise.</summary>
internal sealed class SimulatedTargets(ReactorConfiguration configuration)
{
    private const int Fine = 200;
    private const int Gone = 410;

    private readonly Dictionary<string, (ImmutableArray<int> Answers, int Next)> _answers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _disabled = new(StringComparer.Ordinal);

    /// <summary>How a target answers from now on.</summary>
    public void Set(string target, ImmutableArray<int> answers)
    {
        _answers[target] = (answers, 0);
        _disabled.Remove(target);
    }

    /// <summary>One attempt: null where it arrived, else what follows, and why.</summary>
    public (RetryDecision Decision, string Reason)? Attempt(DeliveryRow delivery, int attempt)
    {
        var answer = _disabled.Contains(delivery.Target) ? Gone : Answer(delivery.Target);
        if (answer is >= 200 and < 300)
        {
            return null;
        }

        if (answer == Gone)
        {
            _disabled.Add(delivery.Target);
            return (RetryDecision.GiveUp.Instance, "410 asks never to be called again");
        }

        return (RetrySchedule.Next(attempt, Retry(delivery), jitter: 0), answer == 0 ? "no answer" : $"status {answer}");
    }

    /// <summary>Whether its deliveries of one line go one after another.</summary>
    public bool KeepsOrder(string target) => configuration.Targets.GetValueOrDefault(target)?.IsOrdered ?? false;

    private int Answer(string target)
    {
        if (!_answers.TryGetValue(target, out var answers))
        {
            return Fine;
        }

        var answer = answers.Answers[Math.Min(answers.Next, answers.Answers.Length - 1)];
        _answers[target] = (answers.Answers, answers.Next + 1);
        return answer;
    }

    private RetryOptions Retry(DeliveryRow delivery) =>
        delivery.Inline?.Retry ?? configuration.Targets.GetValueOrDefault(delivery.Target)?.Retry ?? new RetryOptions();
}
