using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// Alerts that an observed state ends. Only the answer to a question asked after the last refresh shows that a state holds; that it doesn't,
/// every view of the VM may show, and a VM that can't be heard shows nothing.
/// </summary>
internal sealed class StateResolution(AlertBook book, AlertDesk desk, AlertResolver resolver, RulesInForce inForce, PartitionTally tally)
{
    /// <summary>An answer came.</summary>
    public void Observe(StateAnswerInput answer, VmView vm, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var alert in book.Of(vm.Id))
        {
            if (answer.AskedAt > alert.Row.RefreshedAt && inForce.Alert(alert.Row.Rule, alert.Row.Id) is { States.IsEmpty: false } plan)
            {
                Observe(alert, plan, answer.Id, vm, now, commit);
            }
        }
    }

    /// <summary>An event shows the VM: a state that was about to end an alert may not hold any more.</summary>
    public void See(SeenEvent seen, CommitBuilder commit)
    {
        foreach (var alert in book.EndingByState(seen.Vm.Id))
        {
            if (inForce.Alert(alert.Row.Rule, alert.Row.Id) is { } plan)
            {
                var since = alert.Extra.StateSince;
                foreach (var (key, resolver) in plan.States)
                {
                    if (since.ContainsKey(key) && !Holds(resolver.State, plan, seen.Event.Id, seen.Vm, seen.At))
                    {
                        since = since.Remove(key);
                    }
                }

                Keep(alert, since, commit);
            }
        }
    }

    /// <summary>The VM could not be heard for a time: what was about to end its alerts is seen afresh.</summary>
    public void Forget(string vmId, CommitBuilder commit) => Forget(book.EndingByState(vmId), commit);

    /// <summary>None of these could be heard for a time.</summary>
    public void Forget(IEnumerable<OpenAlert> alerts, CommitBuilder commit)
    {
        foreach (var alert in alerts)
        {
            Keep(alert, AlertExtra.NoStates, commit);
        }
    }

    private void Observe(OpenAlert alert, AlertPlan plan, string id, VmView vm, DateTimeOffset now, CommitBuilder commit)
    {
        var since = alert.Extra.StateSince;
        foreach (var (key, state) in plan.States)
        {
            if (!Holds(state.State, plan, id, vm, now))
            {
                since = since.Remove(key);
            }
            else if (state.For <= TimeSpan.Zero)
            {
                resolver.Resolve(alert, ResolvedBy.State, now, commit, vm);
                return;
            }
            else if (!since.ContainsKey(key))
            {
                since = since.Add(key, now);
            }
        }

        Keep(alert, since, commit);
    }

    private void Keep(OpenAlert alert, ImmutableSortedDictionary<string, DateTimeOffset> since, CommitBuilder commit)
    {
        if (!ReferenceEquals(since, alert.Extra.StateSince) && (since.Count > 0 || alert.Extra.StateSince.Count > 0))
        {
            desk.Keep(alert.With(alert.Extra with { StateSince = since.IsEmpty ? AlertExtra.NoStates : since }), commit);
        }
    }

    private bool Holds(CelProgram state, AlertPlan plan, string id, VmView vm, DateTimeOffset now)
    {
        var value = state.Evaluate(new ResolveActivation(inForce.Vocabulary, plan.Rule, MadeEvent.OfState(vm, id, now), null));
        tally.CountEvaluationErrors(plan.Rule.Name, value.IsError ? 1 : 0);
        return value.IsTrue;
    }
}
