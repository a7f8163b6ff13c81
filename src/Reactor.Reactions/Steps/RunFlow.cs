using Reactor.Cel;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Steps;

/// <summary>
/// What a run does next. Each method gives the run as it stands then: with a step under way, or with none, and then it has ended.
/// <code>
/// next of Left --if false--> (left out) --> next of Left
///      |            held --> (ends as held)
///      v
///   Asking --check false--> (ends as skipped)        only where there is an only_if
///      |
///      v
///   Acting --result ok, expected event came--> next of Left
///      |
///      +--failed--> on_failure: what is no step at once, its steps next; then the rest where the step may fail
/// </code>
/// Between the answer to <c>only_if</c> and the commands lies one commit: a few milliseconds in which the VM may change. What was asked and
/// what is commanded is the same process all the same (<see cref="StepRequest.Process"/>).
/// </summary>
internal sealed class RunFlow(
    RuleVocabulary vocabulary, StepIntents intents, RunResults results, StepServices services, StepBounds bounds, StepTally tally)
{
    /// <summary>Goes on to the next step that is to be done.</summary>
    public StepRun Advance(StepRun run, DateTimeOffset now, CommitBuilder commit)
    {
        while (run is { Current: null, Left.IsEmpty: false })
        {
            var action = Step(run, run.Left[0]);
            run = run with { Left = run.Left.RemoveAt(0) };
            if (Holds(run, action, now, commit))
            {
                run = Do(run, action, 1, now, commit);
            }
            else
            {
                run = results.Note(run, action, new StepOutcome(StepOutcome.Skipped));
            }
        }

        return run;
    }

    /// <summary>The result of the step under way is in.</summary>
    public StepRun TakeResult(StepRun run, StepResult result, DateTimeOffset now, CommitBuilder commit)
    {
        var current = run.Current!;
        var action = Step(run, current.Path);
        run = run with { Process = run.Process ?? result.Process };
        var next = current.Phase == StepPhase.Asking
            ? TakeAnswer(run, (QmpAction)action, result, now, commit)
            : TakeDeed(run, action, result, now, commit);
        return Advance(next, now, commit);
    }

    /// <summary>An event of the run's VM was heard while one is expected.</summary>
    public StepRun Hear(StepRun run, SeenEvent seen, DateTimeOffset now, CommitBuilder commit)
    {
        var current = run.Current!;
        var action = (QmpAction)Step(run, current.Path);
        var expect = action.Expect!;

        // The event that began the run came before its commands.
        if (!expect.Clause.Matches(seen.Event.Name) || seen.Event.Id == run.Firing.Event.Id)
        {
            return run;
        }

        var context = Context(run, run.Firing with { Completing = seen }, now, commit);
        if (expect.Clause.If is { } condition && !IsTrue(context, condition, ifFailed: false))
        {
            return run;
        }

        // Where it can't be told whether the event means failure, it does: what follows may be a command.
        var failed = expect.FailIf is { } failIf && IsTrue(context, failIf, ifFailed: true);
        run = run with
        {
            Current = current with
            {
                Expected = current.Expected! with { State = failed ? ExpectationState.Failed : ExpectationState.Met, Event = seen.Event },
            },
        };
        return current.Result is { } result ? Advance(Conclude(run, action, result, now, commit), now, commit) : run;
    }

    /// <summary>The expected event did not come in time. Commands that are still under way are waited for: the next never overtake them.</summary>
    public StepRun Expire(StepRun run, DateTimeOffset now, CommitBuilder commit)
    {
        var current = run.Current!;
        run = run with { Current = current with { Expected = current.Expected! with { State = ExpectationState.Late } } };
        return current.Result is { } result
            ? Advance(Conclude(run, Step(run, current.Path), result, now, commit), now, commit)
            : run;
    }

    /// <summary>Carries out the actions of an <c>on_failure</c> that are no steps.</summary>
    public void Escalate(StepRun run, RuleAction action, DateTimeOffset now, CommitBuilder commit)
    {
        var context = Context(run, run.Firing, now, commit);
        foreach (var escalation in action.OnFailure.Where(escalation => escalation is not StepAction))
        {
            try
            {
                services.Run(context, escalation);
            }
            catch (Exception e) when (Defect.Is(e))
            {
                Tell(run, commit, $"{escalation.Path} failed inside Reactor: {e.GetType().Name}: {e.Message}", isWarning: true);
            }
        }
    }

    private static StepAction Step(StepRun run, string path) => ActionPaths.Find(run.Rule, path) as StepAction
        ?? throw new InvalidDataException($"The run {run.Id} is at {path}, which is no step of the rule {run.Rule.Name}. Restore the store from a backup.");

    private StepRun Do(StepRun run, StepAction action, int attempt, DateTimeOffset now, CommitBuilder commit) =>
        action is QmpAction { OnlyIf: { } onlyIf } qmp
            ? Intend(run, qmp, StepPhase.Asking, attempt, context => (StepRendering.Question(context, qmp, onlyIf, run.Process, bounds), null), now, commit)
            : Act(run, action, attempt, now, commit);

    private StepRun Act(StepRun run, StepAction action, int attempt, DateTimeOffset now, CommitBuilder commit) => Intend(
        run, action, StepPhase.Acting, attempt, context => (StepRendering.Act(context, action, run.Process, bounds), intents.Take(context, action)), now, commit);

    private StepRun Intend(
        StepRun run, StepAction action, StepPhase phase, int attempt, Func<FiringContext, (StepRequest Request, BudgetTake? Budget)> render, DateTimeOffset now, CommitBuilder commit)
    {
        // A gather only asks: there is nothing to hold.
        if (action is not GatherAction && services.Held(run.Rule, run.Firing.Vm, now) is { } why)
        {
            var context = Context(run, run.Firing, now, commit);
            var left = intents.MakeHeld(run, action, attempt, context, c => StepRendering.Act(c, action, run.Process, bounds), why);
            if (left is not null)
            {
                commit.Add(left);
            }

            return LeaveOutHeld(run, action, StepResult.OfHeld("", why.Reason, why.By).Error!, commit);
        }

        if (intents.TryMake(run, action, phase, attempt, Context(run, run.Firing, now, commit), render, out var cut, out var error) is not { } intent)
        {
            return Fail(run, action, new StepOutcome(StepStatus.Failed.ToWord(), error), RunEnd.Failed, now, commit);
        }

        commit.Add(intent);
        tally.Steps++;
        if (!cut.IsEmpty)
        {
            tally.Cut++;
            Tell(run, commit, $"{Named(action)} does not get all that was said: {string.Join(", ", cut)} would be too long, and is cut. See the limits of exec", isWarning: true);
        }

        var qmp = phase == StepPhase.Acting ? action as QmpAction : null;
        TellEngine(run, qmp, hasReturned: false, now, commit);
        return run with
        {
            Current = new StepUnderWay(action.Path, intent.Id, phase, attempt)
            {
                Expected = qmp?.Expect is { } expect ? new ExpectedEvent(now + expect.Within, ExpectationState.Open) : null,
            },
        };
    }

    private StepRun LeaveOutHeld(StepRun run, StepAction action, StepError error, CommitBuilder commit)
    {
        Tell(run, commit, $"{Named(action)} is left out: {error.Description}");
        return Stop(results.Note(run, action, new StepOutcome(StepOutcome.Held, error)), RunEnd.Held);
    }

    private StepRun TakeAnswer(StepRun run, QmpAction action, StepResult result, DateTimeOffset now, CommitBuilder commit)
    {
        var attempt = run.Current!.Attempt;
        run = run with { Current = null };
        if (result.IsInterrupted)
        {
            return Again(run, action, attempt, result, now, commit);
        }

        if (result is not { Status: StepStatus.Ok, Results: [{ Return: { } answer }, ..] })
        {
            // It was only asked: nothing is in doubt, and nothing was done.
            var status = result.Status is StepStatus.Ok or StepStatus.Unknown ? StepStatus.Failed : result.Status;
            return Fail(run, action, new StepOutcome(status.ToWord(), Why(result), result), RunEnd.Failed, now, commit);
        }

        var context = Context(run, run.Firing, now, commit, KeptJson.Value(answer));
        if (IsTrue(context, action.OnlyIf!.Check, ifFailed: false))
        {
            return Act(run, action, attempt, now, commit);
        }

        Tell(run, commit, $"{Named(action)} is left out, and the run ends: its only_if does not hold");
        var error = new StepError("only_if", "only_if does not hold");
        return Stop(results.Note(run, action, new StepOutcome(StepOutcome.Skipped, error, result)), RunEnd.Skipped);
    }

    private StepRun TakeDeed(StepRun run, StepAction action, StepResult result, DateTimeOffset now, CommitBuilder commit)
    {
        var current = run.Current!;
        TellEngine(run, action as QmpAction, hasReturned: true, now, commit);
        if (action is GatherAction)
        {
            run = results.Gather(run, result);
        }

        if (result.Status == StepStatus.Ok)
        {
            run = run with { Current = current with { Result = result } };
            return current.Expected is { State: ExpectationState.Open } ? run : Conclude(run, action, result, now, commit);
        }

        if (result.Status == StepStatus.Held)
        {
            return LeaveOutHeld(run, action, Why(result), commit);
        }

        run = run with { Current = null };
        var mayAsk = action is GatherAction or QmpAction { OnlyIf: not null };
        if (result.IsInterrupted && mayAsk)
        {
            return Again(run, action, current.Attempt, result, now, commit);
        }

        var doubtful = result.Status == StepStatus.Unknown && action is not GatherAction;
        var outcome = new StepOutcome(result.Status.ToWord(), Why(result), result, current.Expected?.Event);
        return Fail(run, action, outcome, doubtful ? RunEnd.Doubtful : RunEnd.Failed, now, commit);
    }

    private StepRun Again(StepRun run, StepAction action, int attempt, StepResult result, DateTimeOffset now, CommitBuilder commit)
    {
        if (attempt < bounds.MaxAttempts)
        {
            Tell(run, commit, $"{Named(action)} was under way when Reactor ended; it is asked for again");
            return Do(run, action, attempt + 1, now, commit);
        }

        return Fail(run, action, new StepOutcome(StepStatus.Unknown.ToWord(), Why(result), result), RunEnd.Doubtful, now, commit);
    }

    /// <summary>The result is in and good; so is what became of the expectation.</summary>
    private StepRun Conclude(StepRun run, StepAction action, StepResult result, DateTimeOffset now, CommitBuilder commit)
    {
        var expected = run.Current!.Expected;
        run = run with { Current = null };
        StepError? error = expected?.State switch
        {
            ExpectationState.Failed => new StepError(StepError.FailIf, $"{expected.Event!.Name} came, and fail_if holds"),
            ExpectationState.Late => new StepError(StepError.NotInTime, $"no {Names(action)} within {((QmpAction)action).Expect!.Within}"),
            _ => null,
        };
        var status = error is null ? StepStatus.Ok : StepStatus.Failed;
        var outcome = new StepOutcome(status.ToWord(), error, result, expected?.Event);
        return error is null ? results.Note(run, action, outcome) : Fail(run, action, outcome, RunEnd.Failed, now, commit);
    }

    private StepRun Fail(StepRun run, StepAction action, StepOutcome outcome, RunEnd end, DateTimeOffset now, CommitBuilder commit)
    {
        run = results.Note(run, action, outcome);
        var error = outcome.Error?.Class == StepError.BudgetExceeded ? outcome.Error.Description : $"{outcome.Error}";
        Tell(run, commit, end == RunEnd.Doubtful
            ? $"{Named(action)} may have been done or not ({error}): it is not repeated, and the run stops"
            : $"{Named(action)} failed: {error}", isWarning: true);
        Escalate(run, action, now, commit);
        var escalation = ActionPaths.Steps(action.OnFailure);
        return end == RunEnd.Failed && action.ContinuesOnFailure
            ? run with { Left = escalation.AddRange(run.Left) }
            : Stop(run, end) with { Left = escalation };
    }

    private static StepRun Stop(StepRun run, RunEnd end) => run with { Left = [], End = end > run.End ? end : run.End };

    private FiringContext Context(StepRun run, Firing firing, DateTimeOffset now, CommitBuilder commit, CelValue result = default)
    {
        var activation = new FiringActivation(vocabulary, firing) { Gathered = KeptJson.Map(run.Gathered), Steps = KeptJson.Map(run.Steps), Result = result };
        return new FiringContext(firing, vocabulary, now, commit, services.Tally, services.Options, activation);
    }

    /// <summary>A step's <c>if</c>; where it fails the step is left out.</summary>
    private bool Holds(StepRun run, StepAction action, DateTimeOffset now, CommitBuilder commit) =>
        action.If is not { } condition || IsTrue(Context(run, run.Firing, now, commit), condition, ifFailed: false);

    private static bool IsTrue(FiringContext context, CelProgram condition, bool ifFailed)
    {
        var value = condition.Evaluate(context.Activation);
        context.CountErrors(value.IsError ? 1 : 0);
        return value.IsError ? ifFailed : value.IsTrue;
    }

    private void TellEngine(StepRun run, QmpAction? action, bool hasReturned, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var command in action?.Run.Select(command => command.Name).Distinct(StringComparer.Ordinal) ?? [])
        {
            services.Own(new OwnCommand(run.Rule.Name, run.Firing.Vm.Id, command, hasReturned, now), commit);
        }
    }

    private static StepError Why(StepResult result) => result.Error
        ?? result.Results.Select(answer => answer.Error).FirstOrDefault(error => error is not null)
        ?? new StepError(result.Status.ToWord(), "no reason was given");

    private static string Names(StepAction action) => string.Join(" or ", ((QmpAction)action).Expect!.Clause.Events.Select(e => e.Text));

    private static string Named(StepAction action) => action.Name is { } name ? $"{action.Path} ({name})" : action.Path;

    private void Tell(StepRun run, CommitBuilder commit, string message, bool isWarning = false) =>
        commit.Add(new LogLine(run.Rule.Name, run.Firing.Vm.Name, LogText.Escape(message, services.Options.MaxLogBytes), isWarning));
}
