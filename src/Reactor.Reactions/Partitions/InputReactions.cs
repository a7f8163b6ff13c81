using Reactor.Reactions.Alerts;
using Reactor.Reactions.Facts;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>Takes one input of a batch: shows it to all that looks at such inputs.</summary>
internal sealed class InputReactions(
    EngineDriver driver,
    AlertBook book,
    AlertResolver resolver,
    StateResolution states,
    UnverifiedAlerts unverified,
    FactBook facts,
    VmViews views,
    PartitionJournal journal,
    Func<IStepRuns> steps)
{
    public void Take(PartitionInput input, DateTimeOffset now, CommitBuilder commit, long number)
    {
        switch (input)
        {
            case EventInput e: Take(new SeenEvent(See(e.Vm, commit), e.Event), now, commit, number); break;
            case VmStateInput { IsProofOfLife: true } or VmStateInput { IsOfEvents: true }: journal.Add((VmStateInput)input, now); break;
            case VmStateInput s:
                journal.Drop(s.State.Id);
                commit.Put(s.ToRow());
                break;
            case StateAnswerInput a: Take(a, See(a.Vm, commit), now, commit, number); break;
            case LinkInput l: Take(new LinkChanged(See(l.Vm, commit), l.State, l.Id, now), now, commit, number); break;
            default: throw new ArgumentException($"A partition takes no {input.GetType().Name}.", nameof(input));
        }
    }

    /// <summary>The connection to a VM changed.</summary>
    public void Take(LinkChanged link, DateTimeOffset now, CommitBuilder commit, long? number = null)
    {
        driver.Take(link, now, commit, number);
        if (link.State != LinkState.Restored)
        {
            states.Forget(link.Vm.Id, commit);
        }

        if (link.State == LinkState.Removed)
        {
            foreach (var alert in book.Of(link.Vm.Id))
            {
                resolver.Resolve(alert, ResolvedBy.VmRemoved, now, commit, link.Vm);
            }

            facts.Forget(link.Vm.Id, commit);
        }
    }

    private VmView See(VmView vm, CommitBuilder commit)
    {
        views.See(vm, commit);
        return facts.Compose(vm);
    }

    private void Take(SeenEvent seen, DateTimeOffset now, CommitBuilder commit, long number)
    {
        // Runs first: what this event begins is not met by it.
        steps().Hear(seen, now, commit);
        states.See(seen, commit);
        unverified.See(seen, commit);
        driver.Take(seen, now, commit, number);
    }

    private void Take(StateAnswerInput answer, VmView vm, DateTimeOffset now, CommitBuilder commit, long number)
    {
        // The engine first: an alert that it refreshes by this answer isn't ended by it.
        driver.Take(new StateObserved(vm, answer.Id, answer.AskedAt, now), now, commit, number);
        states.Observe(answer, vm, now, commit);
        unverified.Mark(vm.Id, answer.Standing, now, commit);
    }
}
