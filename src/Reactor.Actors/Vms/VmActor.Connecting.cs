using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Watching;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>How a connection comes to be: dialled, or dialled in by the VM; and what is done while none is.</summary>
internal sealed partial class VmActor
{
    private void Connect()
    {
        Become(Connecting);
        Timers.Cancel(RetryTimer);
        var number = _services.Numbers.Next();
        _current = NewConnection(number);
        Enter(VmState.Connecting);
        var isNew = _newNode is not null;
        _newNode = null;
        var ct = _io.Token;
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
        var number = _current!.Number;
        (_connection, _node, _watched.IsConnected, _leaving) = (connection, node, true, false);
        if (_newNode is { } seen)
        {
            // Told while it was being dialled: what was dialled, or what took its place.
            _newNode = null;
            OnSocketChanged(seen);
        }

        Become(Reconciling);
        Enter(VmState.Reconciling);
        connection.Completion.PipeTo(Self, success: closed => new Ended(number, closed), failure: e => Failure(number, e, "connected"));
        AskAll();
    }

    private void OnDialled(Dialled dialled)
    {
        // Whoever calls, says who it is and hangs up, over and over, is let in as seldom as it would be dialled.
        if (_services.Clock.Now < _callableAt || _batcher.IsBehind)
        {
            _services.Board.DialIn.TooSoon();
            Dispose(0, dialled.Connection);
            return;
        }

        Timers.Cancel(RetryTimer);
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
            Timers.StartSingleTimer(RetryTimer, Retry.Instance, wait);
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
        _services.Board.SetVm(_watched.Key, _cell.Read);
        Report(_cell.Status with { Address = _watched.Key });
    }

    private void OnConnectFailed(Failed failed)
    {
        if (failed.Kind == QmpFailure.Occupied)
        {
            Become(Occupied);
            _current = null;
            if (IsNews("occupied"))
            {
                VmLog.Occupied(_services.Logger, _watched.Name, failed.Reason);
                _batcher.SayOf(new VmIdentity(Vm.Describe(new VmView { Id = _watched.Name, Name = _watched.Name, Host = Vm.Host }), Vm.Address.ToString(), null, null), id => VmEvents.Occupied(id, failed.Reason));
            }

            Enter(VmState.Occupied, failed.Reason);
            TryAgain(OccupiedRetry);
            return;
        }

        BackOff(failed.Kind.ToString(), failed.Reason);
    }

    private void OnRetry()
    {
        ForgetWhatIsAnothers();
        _lost.LookAgain();
        if (_watched.CanDial && !_batcher.IsBehind)
            Connect();
        else
            Timers.StartSingleTimer(RetryTimer, Retry.Instance, _backoff.Next());
        Drain();
    }

    private void BackOff(string kind, string reason)
    {
        Become(Backoff);
        _current = null;
        Timers.Cancel(StableTimer);
        Timers.Cancel(AskTimer);
        Timers.Cancel(HeartbeatTimer);
        Timers.Cancel(SilenceTimer);
        Timers.Cancel(AskAllTimer);
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
            _callableAt = _services.Clock.Now + (_callPace ??= new Backoff(MinBackoff, MaxBackoff, _random)).Next();
        TryAgain(_backoff.Next());
    }

    /// <summary>At once where another socket came meanwhile.</summary>
    private void TryAgain(TimeSpan delay)
    {
        if (_newNode is { } node)
            OnNewSocket(node);
        else
            Timers.StartSingleTimer(RetryTimer, Retry.Instance, delay);
        Drain();
    }
}
