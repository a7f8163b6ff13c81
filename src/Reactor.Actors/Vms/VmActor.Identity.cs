using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>Who it is that answers, and whether this connection is the one that tells of the VM.</summary>
internal sealed partial class VmActor
{
    private void OnReconciled(Reconciled reconciled)
    {
        var (answers, askedAt) = (reconciled.Answers, reconciled.AskedAt);
        _watched.OwnName = reconciled.Name;
        var (uuid, incarnation) = (answers.Uuid, _connection!.Peer?.Incarnation);
        if (_incoming && uuid is not null && answers.Status is { } status && !RunState.IsMigrating(status)
            && _services.Registry.HandOver(_watched, uuid, incarnation) is { } from)
            Context.Parent.Tell(new FleetActor.HandedOver(from));
        var naming = _services.Registry.Identify(_watched, uuid, incarnation, answers.Status);
        if (naming.Standby is { } why)
        {
            if (IsNews(why))
                VmLog.StandsBy(_services.Logger, naming.Name, why);
            StandBy(answers, why);
            return;
        }

        _incoming = false;
        if (naming.Before is { } before)
            _batcher.Inherit(before);
        if (_standsBy)
        {
            // Until now it was asked who it is alone. What the other monitor perhaps told already is covered by the gap since that was heard.
            _standsBy = false;
            if (naming.Before is not null)
                _feed.Drop(_current!, answers.StatusKnownUpTo);
            AskAll();
            return;
        }

        GoLive(naming, incarnation, answers, askedAt);
    }

    private void GoLive(VmNaming naming, string? incarnation, VmAnswers answers, DateTimeOffset askedAt)
    {
        VmLog.Conflicts(_services.Logger, naming);
        var identity = Identify(naming, incarnation);
        _current!.Identity = identity;
        _batcher.Announce(_current, identity, answers, askedAt);
        foreach (var conflict in naming.Conflicts)
            _batcher.Say(id => OwnEvents.Conflict(id, conflict.Kind, conflict.Value, conflict.Other));
        _lost.Forget();
        _heartbeat.Restart();
        _reconciling = false;
        ScheduleHeartbeat();

        _stage = Stage.Live;
        var before = _cell.Status;
        Report(before with
        {
            State = VmState.Live, Since = _services.Clock.Now, Name = identity.View.Name, Host = identity.View.Host, Id = identity.View.Id, Uuid = identity.View.Uuid, QemuVersion = identity.QemuVersion, Labels = identity.View.Labels, Conflict = Text(naming.Conflicts), Connections = before.Connections + 1, LastError = null, Status = answers.Status ?? before.Status,
        });
        ShowLink(before.State, VmState.Live);
        PutLive(identity);
        if (_connection!.IsReadApart)
            _services.ReadApart.Add(identity.View.Name);
        if (IsNews("live"))
            VmLog.Live(_services.Logger, identity.View.Name, identity.QemuVersion ?? "?", answers.Status ?? "state unknown", identity.View.Id);
        Drain();
    }

    private static string? Text(ImmutableArray<VmConflict> conflicts) =>
        conflicts.IsEmpty ? null : string.Join("; ", conflicts.Select(conflict => $"{conflict.Kind} {conflict.Value} is {conflict.Other}'s"));

    private VmIdentity Identify(VmNaming naming, string? incarnation)
    {
        var view = Vm.Describe(new VmView { Id = naming.Id, Name = naming.Name, Uuid = naming.Uuid, Host = Vm.Host });
        return new VmIdentity(view, Vm.AddressText, incarnation, _connection!.Greeting.Version);
    }

    private void PutLive(VmIdentity identity) => _services.Live.Put(new LiveVm(identity, _connection!) { WhyReadOnly = WhyReadOnly });

    private VmIdentity Labelled(VmIdentity identity) =>
        identity with { View = Vm.Describe(identity.View with { Name = _services.Registry.Rename(_watched, identity.Incarnation) }) };

    private void OnRelabel()
    {
        _batcher.Relabel(Labelled);
        _batcher.NoteLast(_watched);
        if (_current is { Identity: { } identity } current)
        {
            current.Identity = Labelled(identity);
            PutLive(current.Identity);
        }

        Report(_cell.Status with { Name = _watched.Name, Host = _watched.Identity?.View.Host ?? Vm.Host, Labels = _watched.Identity?.View.Labels });
    }

    /// <summary>
    /// The side of a live migration on which the VM doesn't run is not the VM, and a second monitor says what the first does: what is said there is
    /// dropped, and it is asked again and again whether that is still so.
    /// </summary>
    private void StandBy(VmAnswers answers, string why)
    {
        (_standsBy, _incoming) = (true, answers.Status == RunState.Incoming);
        Start(VmAlarm.Retry, AskEvery);
        // What was said after the answer may be the VM's already: the next one tells.
        _feed.Drop(_current!, answers.StatusKnownUpTo);
        ForgetWhatIsAnothers();
        if (_cell.Status.State != VmState.Standby)
            Enter(VmState.Standby);
        Report(_cell.Status with { Status = answers.Status, LastError = why });
    }

    /// <summary>What another monitor tells of is not told here as well, nor from what was known here before.</summary>
    private void ForgetWhatIsAnothers()
    {
        if (_batcher.Identity is { } last && _services.Registry.IsAnothers(_watched.Key, last.View.Id))
            ForgetVm();
    }

    private void ForgetVm()
    {
        _lost.Forget();
        _batcher.Forget();
        _watched.Remember(null, VmMemory.None);
    }

    private void OnHandedOver()
    {
        ForgetVm();
        if (_connection is null)
            return;
        CloseConnection();
        _backoff.Reset();
        BackOff("handed over", "its VM was migrated to another process");
    }

    /// <summary>Asked by whoever carries out commands, on any thread.</summary>
    private string? WhyReadOnly() => Vm.Management.WhyReadOnly ?? _services.Registry.WhyFrozen(_watched.Key);
}
