using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>All that follows from one event: through the engine to resolved alerts, then to the actions of what fired, then to what is kept.</summary>
internal sealed class EventReactions(
    RuleVocabulary vocabulary,
    IRuleEngine engine,
    AlertBook book,
    AlertResolver resolver,
    ActionRunner actions,
    RuleQuarantine quarantine,
    KeptEvents kept,
    PartitionTally tally,
    PartitionOptions options)
{
    private readonly EngineOutput _output = new();

    /// <summary>Takes an event in. Gives the fingerprints of the rules whose state it changed, in order; null where it changed neither them nor an alert.</summary>
    public ImmutableArray<string>? Apply(EventInput input, DateTimeOffset now, CommitBuilder commit)
    {
        var alertChanges = commit.AlertChanges;
        var engineInput = new SeenEvent(input.Vm, input.Event);
        engine.Process(engineInput, _output);
        foreach (var resolution in _output.Resolutions)
        {
            Resolve(resolution, now, commit);
        }

        foreach (var firing in _output.Firings)
        {
            Fire(firing, engineInput, now, commit);
        }

        foreach (var error in _output.Errors)
        {
            Report(error, engineInput, now, commit);
        }

        kept.Consider(input, _output, now, commit);
        return _output.TouchedRules.Count > 0 || commit.AlertChanges > alertChanges
            ? [.. _output.TouchedRules.Order(StringComparer.Ordinal)]
            : null;
    }

    private void Resolve(Resolution resolution, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var alert in book.Of(resolution.Seen.Vm.Id, resolution.Rule.Name, resolution.Alert.Id))
        {
            resolver.Resolve(alert, "event", resolution.Alert.Path, resolution.Seen.Vm, resolution.Seen.Event, now, commit);
        }
    }

    private void Fire(Firing firing, SeenEvent input, DateTimeOffset now, CommitBuilder commit)
    {
        if (quarantine.Holds(firing.Rule))
        {
            return;
        }

        if (firing.LimitedOnly)
        {
            tally.Limited++;
        }
        else
        {
            tally.Firings++;
            commit.Add(new FiringRow(
                firing.Id,
                firing.Rule.Name,
                firing.Rule.Severity.ToWord(),
                firing.Vm.Id,
                firing.Vm.Name,
                firing.Event.Id,
                firing.Event.Name,
                now,
                firing.Key.ToJson(),
                firing.Match.Suppressed));
        }

        var context = new FiringContext(firing, vocabulary, now, commit, tally, options);
        foreach (var action in firing.Rule.Then)
        {
            try
            {
                actions.Run(context, action);
            }
            catch (Exception e) when (Defect.Is(e))
            {
                Quarantine(firing.Rule, input, now, commit, $"{action.Path}: {e.GetType().Name}: {e.Message}");
            }
        }
    }

    private void Report(RuleError error, SeenEvent input, DateTimeOffset now, CommitBuilder commit)
    {
        switch (error.Kind)
        {
            case RuleErrorKind.Condition or RuleErrorKind.Key: tally.CountEvaluationErrors(error.Rule.Name, 1); break;
            case RuleErrorKind.LimitKeyEvicted or RuleErrorKind.PatternKeyEvicted or RuleErrorKind.DeadlineRefused: tally.LimitKeysEvicted++; break;
            case RuleErrorKind.Quarantined: Quarantine(error.Rule, input, now, commit, error.Message); break;
            default: throw new InvalidOperationException($"An engine reports {error.Kind}, which nothing here knows.");
        }
    }

    private void Quarantine(Rule rule, SeenEvent input, DateTimeOffset now, CommitBuilder commit, string what)
    {
        var at = input.Event.At;
        var firing = Firing.Of(rule, RuleKey.OfVm(input.Vm.Id), input, new MatchInfo(1, at, at, 0));
        quarantine.Add(new FiringContext(firing, vocabulary, now, commit, tally, options), LogText.Escape(what, options.MaxLogBytes));
    }
}
