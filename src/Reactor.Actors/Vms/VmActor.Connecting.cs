using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Watching;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>How a connection comes to be: dialled, or dialled in by the VM; and what is done while none is.</summary>
internal sealed partial class VmActor
{
    private void Connect()
    {
        _stage = Stage.Connecting;
        Cancel(VmAlarm.Retry);
        var number = _services.Numbers.Next();
        _current = NewConnection(number);
        Enter(VmState.Connecting);
        var isNew = _newNode is not null;
        _newNode = null;
        var dialling = _dialling = new CancellationTokenSource();
        var ct = dialling.Token;
        var (vm, options, sink) = (Vm, _services.Qmp, _current);
        _services.Connects.RunAsync(() => VmDialer.ConnectAsync(vm, options, sink, isNew, ct), options.TimeProvider, ct).PipeTo(
            Self,
            success: dialled => new Connected(number, dialled.Connection, dialled.Node),
            failure: e => Failure(number, e, "connecting"));
    }

    private FeedConnection NewConnection(long number) => new(_feed, number, Vm.Address is UnixQmpAddress, new WatchedFeed(_services.Watchers, View));

    private object Failure(long number, Exception error, string what) => error switch
    {
        QmpException qmp => new Failed(number, qmp.Kind, qmp.Message),
        OperationCanceledException => new Failed(number, QmpFailure.Closed, "given up"),
        _ => new TaskFault($"{what} to VM {_watched.Name}", error),
    };

    private void OnConnected(QmpConnection connection, FileNode? node)
    {
        (_connection, _node, _watched.IsConnected, _leaving) = (connection, node, true, false);
        _dialling = null;
        if (_newNode is { } seen)
        {
            // Told while it was being dialled: what was dialled, or what took its place.
            _newNode = null;
            OnSocketChanged(seen);
        }

        _stage = Stage.Reconciling;
        Enter(VmState.Reconciling);
        // Where it has ended, that was told before this was its connection, or to nobody.
        if (connection.Completion is { IsCompletedSuccessfully: true } ended)
            _current!.OnClosed(ended.Result);
        AskAll();
    }

    private void OnDialled(Dialled dialled)
    {
        // Whoever calls, says who it is and hangs up, over and over, is let in as seldom as it would be dialled; a new process waits for a moment at most.
        var isSame = dialled.Connection.Peer?.Incarnation == _watched.Identity?.Incarnation;
        if (_services.Clock.Now < (isSame ? _callableAt.Same : _callableAt.Other) || _batcher.IsBehind)
        {
            _services.Board.DialIn.TooSoon();
            Dispose(0, dialled.Connection);
            return;
        }

        Cancel(VmAlarm.Retry);
        // It may call before the end of its last connection was told: a process that is started again at once has ended all the same.
        ForgetWhatIsAnothers();
        _lost.LookAgain();
        _current = NewConnection(_services.Numbers.Next());
        dialled.Relay.Attach(_current);
        OnConnected(dialled.Connection, null);
    }

    /// <summary>Its socket is new, or another's than the one that answered last: nothing that was learnt of that one delays this try, unless it is ever another.</summary>
    private void OnNewSocket(FileNode node)
    {
        _newNode = node;
        var now = _services.Clock.Now;
        if (_newSocketAt + NewSocketEvery - now is { } wait && wait > TimeSpan.Zero)
        {
            Start(VmAlarm.Retry, wait);
            return;
        }

        _newSocketAt = now;
        _backoff.Reset();
        OnRetry();
    }

    /// <summary>While a connection is open, or being made.</summary>
    private void OnSocketChanged(FileNode node)
    {
        // What is told may be out of date: what lies there now counts.
        if (_node is { } mine && (mine.Inode == node.Inode || (Vm.Address is UnixQmpAddress unix && FileNode.Find(unix.Path)?.Inode == mine.Inode)))
            return;
        _newNode = node;
        if (_connection?.Peer?.Incarnation is { } process && _node is not null && !PeerProcess.HasEnded(process) && _watched.CanDial)
            Context.Parent.Tell(new FleetActor.TakenOver(_watched.Key, process));
    }

    private void OnDetached()
    {
        _services.Board.SetVm(_watched.Key, _cell);
        Report(_cell.Status with { Address = _watched.Key });
    }

    private void OnConnectFailed(Failed failed)
    {
        if (failed.Kind == QmpFailure.Occupied)
        {
            _stage = Stage.Occupied;
            _current = null;
            if (IsNews("occupied"))
            {
                VmLog.Occupied(_services.Logger, _watched.Name, failed.Reason);
                _batcher.SayOf(new VmIdentity(Vm.Describe(new VmView { Id = _watched.Name, Name = _watched.Name, Host = Vm.Host }), Vm.AddressText, null, null), id => OwnEvents.Occupied(id, failed.Reason));
            }

            Enter(VmState.Occupied, failed.Reason);
            TryAgain(OccupiedRetry);
            return;
        }

        ForgetWhatIsAnothers();
        _lost.Miss(failed.Reason, calls: false);
        BackOff(failed.Kind.ToString(), failed.Reason);
    }

    private void OnRetry()
    {
        ForgetWhatIsAnothers();
        _lost.LookAgain();
        if (!_watched.CanDial)
            _lost.Miss("it has not dialled in since Reactor started", calls: true);
        if (_watched.CanDial && !_batcher.IsBehind)
            Connect();
        else
            Start(VmAlarm.Retry, _backoff.Next());
        Drain();
    }

    private void BackOff(string kind, string reason)
    {
        _stage = Stage.Backoff;
        _current = null;
        // Found out now, not by an alarm: that would wake every VM that goes live.
        if (_cell.Status is { State: VmState.Live } live && live.Since + StableAfter <= _services.Clock.Now)
        {
            _backoff.Reset();
            _callPace?.Reset();
        }

        Cancel(VmAlarm.Ask);
        Cancel(VmAlarm.Heartbeat);
        Cancel(VmAlarm.Silence);
        Cancel(VmAlarm.AskAll);
        (_reconciling, _askedAllAt) = (false, null);
        Report(_cell.Status with { SilentSince = null });
        // One that has never dialled in is about to: mostly it has just been found by its call.
        if (IsNews(kind) && kind != Waiting)
        {
            if (_watched.CanDial)
                VmLog.Down(_services.Logger, _watched.Name, reason);
            else
                VmLog.Away(_services.Logger, _watched.Name, reason);
        }

        Enter(VmState.Backoff, reason);
        if (Vm.Source == VmSource.DialledIn && kind != Waiting)
        {
            var (now, pause) = (_services.Clock.Now, (_callPace ??= new Backoff(MinBackoff, MaxBackoff, _random)).Next());
            _callableAt = (now + pause, now + (pause < NewSocketEvery ? pause : NewSocketEvery));
        }

        TryAgain(_backoff.Next());
    }

    /// <summary>At once where another socket came meanwhile.</summary>
    private void TryAgain(TimeSpan delay)
    {
        if (_newNode is { } node)
            OnNewSocket(node);
        else
            Start(VmAlarm.Retry, delay);
        Drain();
    }
}
