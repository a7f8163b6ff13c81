using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Simulation;

/// <summary>The connections to VMs: what comes by them, what is asked, and what a daemon tells when one ends, comes back or says nothing.</summary>
/// <param name="time">Engine time.</param>
/// <param name="give">Takes what a VM's partition is told.</param>
internal sealed class SimulatedLinks(SimulatedTime time, Action<SimulatedVm, PartitionInput[]> give)
{
    // Of Reactor's own that tell of a connection: with rules on these every VM's is of use, else only those to which something happened.
    private static readonly ImmutableArray<string> s_linkEvents = ["VM_GAP", "VM_CONNECTED"];

    private static readonly TimeSpan s_question = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromMinutes(1);

    private ImmutableArray<StateQuestion> _asked = [];
    private bool _asksState;
    private bool _hearsLinks;

    /// <summary>These are the rules from now on, which say what is asked.</summary>
    public void Load(RuleSet rules, IEnumerable<SimulatedVm> vms)
    {
        var asked = _asksState;
        _asksState = rules.Rules.Any(r => r.When.Pattern is StatePattern || r.AllActions.OfType<AlertAction>().Any(a => a.ResolvedBy.Any(b => b is StateResolver)));
        _hearsLinks = s_linkEvents.Any(rules.Wants);
        _asked = StateQuestion.For(rules.Wants);
        foreach (var vm in asked ? [] : vms.Where(v => v.IsTouched))
        {
            Heartbeat(vm);
        }
    }

    /// <summary>A daemon that begins connects to those that something is to be heard of.</summary>
    public void Begin(IEnumerable<SimulatedVm> vms)
    {
        foreach (var vm in vms.Where(v => v.CanConnect || v.IsTouched || _asksState || _hearsLinks))
        {
            if (!(vm.IsTouched || _asksState || _hearsLinks))
            {
                vm.Resumes();
                continue;
            }

            vm.IsTouched = true;
            Heartbeat(vm);
            if (vm.CanConnect)
            {
                Connect(vm, isStart: true);
            }
            else
            {
                Tell(vm, vm.IsGone());
            }
        }
    }

    /// <summary>A VM says something.</summary>
    public void Happens(SimulatedVm vm, string name, ReadOnlyMemory<byte> data)
    {
        if (vm.Happens(name, data, time.Now) is not { } heard)
        {
            return;
        }

        Touch(vm);
        give(vm, [new EventInput(vm.Known, heard)]);
        if (EventCatalogue.StateBearing.Contains(name) && vm.QuestionAt is null)
        {
            vm.QuestionAt = time.Now + s_question;
            time.Schedule(time.Now + s_question, _ => Ask(vm));
        }
    }

    /// <summary>A link changes.</summary>
    public void Change(SimulatedVm vm, LinkChanges link, TimeSpan at)
    {
        switch (link.Link)
        {
            case TestLink.Down or TestLink.Ended: Tell(vm, vm.Ends(time.Now, link.Link == TestLink.Ended)); break;
            case TestLink.Missed:
                vm.Set(link);
                if (vm.IsConnected)
                {
                    Tell(vm, vm.Misses(time.Now, _asked));
                }

                break;
            case TestLink.Silent when !vm.CanConnect: throw new SimulationException($"at {at}: the link to {vm.Known.Name} is down, or it is silent already: write link: up before link: silent");
            case TestLink.Silent: Tell(vm, vm.FallsSilent(time.Now)); break;
            case TestLink.Answers when vm.SilentSince is null: throw new SimulationException($"at {at}: {vm.Known.Name} isn't silent: link: answers follows link: silent");
            case TestLink.Answers when vm.IsConnected: Tell(vm, vm.Revives(time.Now)); break;
            default:
                vm.Set(link);
                vm.Appears();
                Connect(vm, isStart: false);
                break;
        }
    }

    private void Connect(SimulatedVm vm, bool isStart)
    {
        if (time.IsUp)
        {
            Tell(vm, vm.Connects(time.Now, _asked, isStart));
        }
    }

    // A daemon that is down hears nothing.
    private void Tell(SimulatedVm vm, IEnumerable<PartitionInput> inputs)
    {
        PartitionInput[] told = [.. inputs];
        if (time.IsUp && told.Length > 0)
        {
            Touch(vm);
            give(vm, [.. told.Select(input => input is EventInput e ? e with { Event = e.Event with { At = time.Now } } : input)]);
        }
    }

    /// <summary>A VM is asked for its state.</summary>
    public void Ask(SimulatedVm vm)
    {
        vm.QuestionAt = null;
        if (vm.IsConnected && vm.SilentSince is null)
        {
            vm.Answers(time.Now);
            give(vm, [new StateAnswerInput(vm.Known, vm.MakeId("state"), time.Now)]);
        }
    }

    // Heartbeats only tell something to rules that look at states.
    private void Touch(SimulatedVm vm)
    {
        if (!vm.IsTouched)
        {
            vm.IsTouched = true;
            Heartbeat(vm);
        }
    }

    private void Heartbeat(SimulatedVm vm)
    {
        if (_asksState)
        {
            time.Schedule(time.Now + s_heartbeat, _ =>
            {
                Ask(vm);
                Heartbeat(vm);
            });
        }
    }
}
