using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>All that follows from what an engine made of one input: alerts end, then what fired acts, then the rest is told, forwarded and kept.</summary>
internal sealed class EngineReactions(
    RulesInForce inForce,
    AlertBook book,
    AlertResolver resolver,
    ActionRunner actions,
    ShadowText shadows,
    Func<IStepRuns> steps,
    RuleTroubles troubles,
    KeptEvents kept,
    Notices notices,
    PartitionTally tally,
    PartitionOptions options)
{
    public void React(EngineInput input, EngineOutput output, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var resolution in output.Resolutions)
        {
            Resolve(resolution, now, commit);
        }

        foreach (var firing in output.Firings)
        {
            Fire(firing, now, commit);
        }

        foreach (var error in output.Errors)
        {
            troubles.Report(error, input, now, commit);
        }

        if (output.PassedOver is { } why && input is FleetHit hit)
        {
            tally.FleetHitsPassedOver++;
            notices.Add(commit, hit.Seen.Vm, now, $"{hit.Seen.Event.Name} {hit.Seen.Event.Id} is passed over for rule {hit.Rule}: while it was under way to {BoundedText.Cut(hit.Key?.ToJson() ?? "", 256)} the rules changed, and {why}");
        }

        FleetForwards.Add(output.Forwards, commit);
        foreach (var end in output.LimitEnds)
        {
            Tell(end, now, commit);
        }

        if (input is SeenEvent seen)
        {
            kept.Consider(seen, output, now);
        }
    }

    private void Resolve(Resolution resolution, DateTimeOffset now, CommitBuilder commit)
    {
        var (vm, @event) = resolution.Seen;
        var activation = resolution.Condition is null ? null : new ResolveActivation(inForce.Vocabulary, resolution.Rule, resolution.Seen, null);
        foreach (var alert in book.Of(resolution.Rule.Scope == RuleScope.Fleet ? "" : vm.Id, resolution.Rule.Name, resolution.Alert.Id))
        {
            if (Holds(resolution, activation, alert))
            {
                resolver.Resolve(alert, ResolvedBy.Event, now, commit, vm, @event);
            }
        }
    }

    private bool Holds(Resolution resolution, ResolveActivation? activation, OpenAlert alert)
    {
        if (activation is null)
        {
            return true;
        }

        var value = resolution.Condition!.Evaluate(activation.For(alert.Extra.First));
        tally.CountEvaluationErrors(resolution.Rule.Name, value.IsError ? 1 : 0);
        return value.IsTrue;
    }

    private void Fire(Firing firing, DateTimeOffset now, CommitBuilder commit)
    {
        if (troubles.IsOut(firing.Rule))
        {
            return;
        }

        var context = new FiringContext(firing, inForce.Vocabulary, now, commit, tally, options);
        if (firing.LimitedOnly)
        {
            tally.Limited++;
        }

        if (firing.Rule.Mode == RuleMode.Shadow)
        {
            Shadow(context);
        }
        else
        {
            Act(context);
        }
    }

    private void Shadow(FiringContext context)
    {
        if (context.Firing.LimitedOnly)
        {
            return;
        }

        ReadOnlyMemory<byte>? shadow = null;
        try
        {
            shadow = shadows.Write(context);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            Quarantine(context, "", e);
        }

        tally.ShadowFirings++;
        Keep(context, shadow);
    }

    private void Act(FiringContext context)
    {
        if (!context.Firing.LimitedOnly)
        {
            tally.Firings++;
            Keep(context, null);
        }

        var hasSteps = false;
        foreach (var action in context.Rule.Then)
        {
            if (action is StepAction)
            {
                hasSteps = true;
            }
            else
            {
                Run(context, action);
            }
        }

        if (hasSteps && !context.Firing.LimitedOnly)
        {
            StartSteps(context);
        }
    }

    private void Run(FiringContext context, RuleAction action)
    {
        try
        {
            actions.Run(context, action);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            Quarantine(context, action.Path, e);
        }
    }

    private void StartSteps(FiringContext context)
    {
        try
        {
            steps().Start(context);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            Quarantine(context, "its steps", e);
        }
    }

    private void Quarantine(FiringContext context, string what, Exception e) =>
        troubles.Quarantine(context.Firing, context.Now, context.Commit, $"{what}: {e.GetType().Name}: {e.Message}");

    private static void Keep(FiringContext context, ReadOnlyMemory<byte>? shadow)
    {
        var firing = context.Firing;
        context.Commit.Add(new FiringRow(
            firing.Id,
            firing.Rule.Name,
            firing.Rule.Severity.ToWord(),
            firing.Vm.Id,
            firing.Vm.Name,
            firing.Event.Id,
            firing.Event.Name,
            context.Now,
            context.Key,
            firing.Match.Suppressed,
            shadow));
    }

    private void Tell(LimitEnd end, DateTimeOffset now, CommitBuilder commit)
    {
        tally.LimitEnds++;
        notices.Add(
            commit,
            end.Vm,
            now,
            $"{end.Suppressed} further matches of rule {end.Rule.Name} were held back by its limit since {end.FiringId} (key {BoundedText.Cut(end.LimitKey, 512)}); the next firing tells the number again");
    }
}
