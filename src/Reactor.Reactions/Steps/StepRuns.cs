using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Steps;

/// <summary>
/// The runs of a partition, each kept as one row. Of one rule and key one goes on at a time. Every run awaits something that comes: the result
/// of its step (the store gives one for whatever was under way when the daemon died), or an event that it expects, which has a deadline.
/// </summary>
internal sealed class StepRuns : IStepRuns
{
    /// <summary>Kind of the rows.</summary>
    public const string RowKind = "run";

    private readonly RuleSet _rules;
    private readonly StepServices _services;
    private readonly StepBounds _bounds;
    private readonly StepTally _tally;
    private readonly RunBook _book = new();
    private readonly RunFlow _flow;
    private readonly RunRoom _room;
    private readonly List<Orphan> _orphans = [];

    public StepRuns(RuleSet rules, BudgetTaking budgets, StepServices services, StepTally tally, StepBounds? bounds = null)
    {
        _rules = rules;
        _tally = tally;
        _services = services;
        _bounds = bounds ?? new StepBounds();
        _room = new RunRoom(_book, _bounds, _tally);
        _flow = new RunFlow(rules.Vocabulary, new StepIntents(budgets, _bounds), new RunResults(_bounds, _tally), services, _bounds, _tally);
    }

    public StepCounters Counters => _tally.Picture(_book.Count);

    public DateTimeOffset? NextDue => _book.NextDue;

    public IEnumerable<StateRow> Rows => _book.All.Select(Row);

    public void Start(FiringContext context)
    {
        var firing = context.Firing;
        var steps = ActionPaths.Steps(firing.Rule.Then);
        if (steps.IsEmpty || firing.LimitedOnly || firing.Rule.Mode != RuleMode.Live)
        {
            return;
        }

        Start(new RunStart(StableId.Of("r_", firing.Id), firing, steps, KeptJson.None), context.Now, context.Commit);
    }

    public void Hear(SeenEvent seen, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var run in _book.Expecting(seen.Vm.Id))
        {
            var next = _flow.Hear(run, seen, now, commit);
            if (!ReferenceEquals(next, run))
            {
                Keep(next, now, commit);
            }
        }
    }

    public void Take(InboxRow row, DateTimeOffset now, CommitBuilder commit)
    {
        try
        {
            switch (row.Kind)
            {
                case InboxKinds.StepResult: TakeResult(StepResultJson.Read(row.Payload), now, commit); break;
                case InboxKinds.GaveUp: TakeGaveUp(GaveUp.Read(row.Payload), now, commit); break;
                default: throw new ArgumentException($"Runs take no {row.Kind}.", nameof(row));
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            _tally.Unclaimed++;
            Tell(commit, Notices.Own, "", $"{row.Kind} {row.Id}: {e.Message}");
        }
    }

    public StepResult? WhyNotBegin(string step, DateTimeOffset now)
    {
        if (!_book.TryGetByStep(step, out var run))
        {
            return StepResult.OfStopped(step);
        }

        return run.Current is { Phase: StepPhase.Acting } current
            && ActionPaths.Find(run.Rule, current.Path) is not GatherAction
            && _services.Held(run.Rule, run.Firing.Vm, now) is { } why
            ? StepResult.OfHeld(step, why.Reason, why.By)
            : null;
    }

    public void Tick(DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var run in _book.Overdue(now))
        {
            Keep(_flow.Expire(run, now, commit), now, commit);
        }
    }

    public void Restore(IEnumerable<StateRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Kind != RowKind || row.Payload is not { } payload)
            {
                continue;
            }

            if (RunJson.Read(payload, _rules) is { } run)
            {
                _book.Put(run, payload.Length);
            }
            else
            {
                var (rule, vm) = RunJson.ReadNames(payload);
                _orphans.Add(new Orphan(row.Key, rule, vm));
            }
        }
    }

    public void Resume(DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var run in _book.All.Where(run => run.Rule.Mode != RuleMode.Live).ToArray())
        {
            _book.Remove(run.Id);
            _orphans.Add(new Orphan(run.Id, run.Rule.Name, run.Firing.Vm.Name));
        }

        foreach (var orphan in _orphans)
        {
            _tally.Orphaned++;
            commit.Put(new StateRow(RowKind, orphan.Id, null));
            Tell(commit, orphan.Rule, orphan.Vm, $"the run {orphan.Id} stops: its rule is gone, is not live any more, or means something else by now");
        }

        _orphans.Clear();
    }

    private void TakeResult(StepResult result, DateTimeOffset now, CommitBuilder commit)
    {
        if (_book.TryGetByStep(result.Step, out var run))
        {
            Keep(_flow.TakeResult(run, result, now, commit), now, commit);
        }
        else
        {
            _tally.Unclaimed++;
        }
    }

    private void TakeGaveUp(GaveUp note, DateTimeOffset now, CommitBuilder commit)
    {
        if (FiringJson.Read(note.Firing, _rules) is not { } firing || ActionPaths.Find(firing.Rule, note.ActionPath) is not { } action)
        {
            _tally.Unclaimed++;
            return;
        }

        var outcome = new StepOutcome(StepStatus.Failed.ToWord(), new StepError(StepError.GaveUp, $"the delivery {note.WebhookId} to {note.Target} was given up: {note.Reason}"));
        var steps = action.Name is { } name ? KeptJson.None.Add(name, outcome.ToJson(_bounds.MaxResultBytes, out _)) : KeptJson.None;
        var start = new RunStart(StableId.Of("r_", firing.Id, note.WebhookId), firing, ActionPaths.Steps(action.OnFailure), steps, IsEscalation: true);
        _flow.Escalate(Begun(start), action, now, commit);
        if (!start.Left.IsEmpty)
        {
            Start(start, now, commit);
        }
    }

    private void Start(RunStart start, DateTimeOffset now, CommitBuilder commit, ImmutableArray<RunStart> waiting = default)
    {
        var begun = Begun(start) with { Waiting = waiting.IsDefault ? [] : waiting };
        if (_book.TryGet(begun.Slot, out var earlier))
        {
            if (earlier.Id != start.Id && earlier.Waiting.All(known => known.Id != start.Id))
            {
                Wait(earlier, start, commit);
            }

            return;
        }

        // One that waited was let in when it came.
        if (waiting.IsDefault && _room.IsRefused(start.Firing, out var told))
        {
            TellRefusal(start.Firing, told, commit);
            return;
        }

        _tally.Started++;
        Keep(_flow.Advance(begun, now, commit), now, commit);
    }

    /// <summary>A run of the rule and key goes on: the newest firing waits for its end, or none does. Escalations all wait.</summary>
    private void Wait(StepRun earlier, RunStart start, CommitBuilder commit)
    {
        if (!start.IsEscalation && earlier.Rule.Overlap == Overlap.Skip)
        {
            _tally.Overlapped++;
            return;
        }

        if (_room.MayNotWait(start.Firing, out var told))
        {
            TellRefusal(start.Firing, told, commit);
            return;
        }

        if (start.IsEscalation)
        {
            if (earlier.Waiting.Count(known => known.IsEscalation) < _bounds.MaxEscalations)
            {
                Put(earlier with { Waiting = earlier.Waiting.Add(start) }, commit);
                return;
            }

            _tally.Refused++;
            Tell(commit, earlier.Rule.Name, earlier.Firing.Vm.Name, $"steps of on_failure of {start.Firing.Id} are not begun: {_bounds.MaxEscalations} such wait already for the run of their rule and key");
            return;
        }

        var others = earlier.Waiting.RemoveAll(known => !known.IsEscalation);
        _tally.Overlapped += earlier.Waiting.Length - others.Length;
        Put(earlier with { Waiting = others.Add(start) }, commit);
    }

    private void TellRefusal(Firing firing, string? told, CommitBuilder commit)
    {
        if (told is not null)
        {
            Tell(commit, firing.Rule.Name, firing.Vm.Name, told);
        }
    }

    private static StepRun Begun(RunStart start) => new()
    {
        Id = start.Id,
        Firing = start.Firing,
        Left = start.Left,
        Steps = start.Steps,
        Process = start.Firing.Event.Origin == EventOrigin.Replay ? null : EventProcess.Of(start.Firing.Event.Id),
    };

    /// <summary>Keeps a run that was moved; one that ended makes way for those that wait for it.</summary>
    private void Keep(StepRun run, DateTimeOffset now, CommitBuilder commit)
    {
        if (run.Current is not null)
        {
            Put(run, commit);
            return;
        }

        _book.Remove(run.Id);
        _room.Ended();
        _tally.CountEnd(run.End);
        commit.Put(new StateRow(RowKind, run.Id, null));
        if (run.Waiting is [var next, .. var rest])
        {
            Start(next, now, commit, rest);
        }
    }

    private void Put(StepRun run, CommitBuilder commit)
    {
        var row = Row(run);
        _book.Put(run, row.Payload!.Value.Length);
        commit.Put(row);
    }

    private static StateRow Row(StepRun run) => new(RowKind, run.Id, RunJson.Write(run));

    private void Tell(CommitBuilder commit, string rule, string vm, string message) =>
        commit.Add(new LogLine(rule, vm, LogText.Escape(message, _services.Options.MaxLogBytes)));

    private sealed record Orphan(string Id, string Rule, string Vm);
}
