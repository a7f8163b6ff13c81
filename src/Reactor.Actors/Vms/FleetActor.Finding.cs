using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Actors.Status;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>VMs that nobody listed: those that were found, those that call, those that lost their address to another, and those that are gone.</summary>
internal sealed partial class FleetActor
{
    private void OnSeen(DiscoveryActor.Seen seen)
    {
        if (seen.Sockets is { } sockets)
            See(sockets);
        var told = _services.Board.Discovery;
        _services.Board.Discovery = seen.Status with { Vms = _roster.Found, Skipped = _roster.Skipped, Forgotten = told.Forgotten, TakenOver = told.TakenOver };
    }

    private void See(ImmutableArray<SeenSocket> sockets)
    {
        var before = _roster.Skipped;
        var changed = _roster.See(sockets);
        if (_roster.Skipped > 0 && before == 0)
            DiscoveryLog.TooMany(_services.Logger, _roster.Skipped, Roster.MaxDiscovered);
        foreach (var (key, node) in changed)
        {
            if (_vms.TryGetValue(key, out var entry))
                entry.Actor.Tell(new VmActor.SocketChanged(node));
        }

        Arrange();
    }

    /// <summary>Nobody lists it, or its address is another's, and it may not be connected: it is looked at until it is, or is forgotten.</summary>
    private void LookAfter(FleetEntry entry)
    {
        if (!entry.Watched.IsListed && _away.Add(entry) && _away.Count == 1)
            Timers.StartPeriodicTimer(ForgetTimer, LookForForgotten.Instance, ForgetEvery);
    }

    /// <summary>Who was found, and has neither a socket nor a process any more, is forgotten after a while; so is who lost its address to another.</summary>
    private void Forget()
    {
        var now = _services.Clock.Now;
        foreach (var entry in _away.ToArray())
        {
            var (watched, key) = (entry.Watched, entry.Watched.Key);
            if (watched.IsConnected || entry.Watched.IsListed || _vms.GetValueOrDefault(key) != entry)
            {
                entry.GoneSince = null;
                _away.Remove(entry);
                continue;
            }

            var mayGo = watched.DetachedKey is not null || !_roster.IsThere(key);
            if (!mayGo || (watched.Identity?.Incarnation is { } process && !PeerProcess.HasEnded(process)))
            {
                entry.GoneSince = null;
                continue;
            }

            entry.GoneSince ??= now;
            if (now - entry.GoneSince < watched.Configured.ForgetAfter)
                continue;
            DiscoveryLog.Forgotten(_services.Logger, watched.Name, watched.Configured.ForgetAfter);
            _services.Board.Discovery = _services.Board.Discovery with { Forgotten = _services.Board.Discovery.Forgotten + 1 };
            _roster.Forget(key);
            _away.Remove(entry);
            End(entry, LinkState.Removed);
            // Another one may have its place.
            if (_roster.Skipped > 0)
                _discovery.Tell(DiscoveryActor.Look.Instance);
        }

        if (_away.Count == 0)
            Timers.Cancel(ForgetTimer);
    }

    /// <summary>
    /// A process that lives has its UUID to itself: another that calls with it is another VM. One that is connected already is turned away: it has
    /// two monitors that dial here, or its end is about to be seen; then it calls again.
    /// </summary>
    private void OnCaller(DialInActor.Caller caller)
    {
        var process = caller.Connection.Peer?.Incarnation;
        var vm = _roster.Plan.DialledIn(caller.Place, caller.Uuid, caller.Name, (caller.Uuid ?? caller.Name) is null ? process : null);
        if (_vms.GetValueOrDefault(vm.Key)?.Watched is { Identity.Incarnation: { } before } && before != process && !PeerProcess.HasEnded(before))
        {
            // It may have called before, under whatever it went by then.
            vm = _vms.Values.FirstOrDefault(entry => entry.Watched.Configured is { Source: VmSource.DialledIn } && entry.Watched.Identity?.Incarnation == process)?.Watched.Configured
                ?? _roster.Plan.DialledIn(caller.Place, caller.Uuid, caller.Name, process);
        }

        if (_vms.GetValueOrDefault(vm.Key)?.Watched.IsConnected == true)
        {
            _services.Board.DialIn.Duplicate();
        }
        else if (_roster.Plan.Again(vm) is not { } wanted)
        {
            // It called before a reload that takes its place away.
        }
        else if (!_roster.TryHold(wanted, caller.Connection.Peer))
        {
            _unwatched.Overclaimed(process, wanted.Name, HeldIdentities.MostOfOne);
        }
        else if (!_roster.TryAdd(wanted))
        {
            _roster.Forget(wanted.Key);
            _unwatched.Skipped(wanted.Name, Roster.MaxDiscovered);
        }
        else
        {
            // All are not arranged anew for one that calls.
            if (!_vms.ContainsKey(wanted.Key) && !_waiting.Exists(waiting => waiting.Key == wanted.Key))
            {
                _waiting.Add(wanted);
                StartWaiting();
            }

            if (_vms.TryGetValue(wanted.Key, out var entry))
            {
                entry.Actor.Tell(new VmActor.Dialled(caller.Connection, caller.Relay));
                return;
            }
        }

        _ = caller.Connection.DisposeAsync().AsTask();
    }

    private void OnTakenOver(TakenOver taken)
    {
        if (!_vms.TryGetValue(taken.Key, out var entry) || !entry.Actor.Equals(Sender))
            return;
        var newKey = $"{taken.Key} (taken over from {taken.Process})";
        // A process that makes its socket anew and anew is two VMs at the most: the newest socket is dialled once the connection that there is has ended.
        if (_vms.ContainsKey(newKey))
            return;
        DiscoveryLog.TakenOver(_services.Logger, entry.Watched.Name, taken.Key, taken.Process);
        entry.Watched.DetachedKey = newKey;
        _services.Registry.Rekey(taken.Key, newKey);
        _services.Board.Discovery = _services.Board.Discovery with { TakenOver = _services.Board.Discovery.TakenOver + 1 };
        _vms.Remove(taken.Key);
        _vms.Add(newKey, entry);
        LookAfter(entry);
        _services.Board.RemoveVm(taken.Key);
        entry.Actor.Tell(VmActor.Detached.Instance);
        if (_roster.Vms.FirstOrDefault(vm => vm.Key == taken.Key) is { } vm)
            Start(vm, null);
    }
}
