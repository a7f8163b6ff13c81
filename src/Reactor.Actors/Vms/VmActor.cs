using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Watching;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>
/// Holds the connection to one VM and feeds the VM's partition.
/// <code>
///            +---------------- retry ----------------+
///            v                                       |
///       Connecting --connected--> Reconciling     Backoff
///        |      |                  |      |          ^
///        |      +------ failed ----|------|----------+
///  nobody|greets                   |      +--- ended-+
///        v                         |state known      |
///     Occupied (once a minute)     v                 |
///                                 Live ---- ended ---+
/// any --Stop--> Stopping --closed, feed empty, all durable--> (ends)
/// </code>
/// Connecting includes the negotiation. Results of an earlier connection are known by its number and ignored. The feed is drained in every
/// state, one batch at a time: the next goes when the last is durable.
/// </summary>
internal sealed partial class VmActor : ReceiveActor, IWithTimers
{
    /// <summary>Bounds of the delay before connecting again.</summary>
    internal static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(100), MaxBackoff = TimeSpan.FromSeconds(30);

    /// <summary>How often a monitor is tried that serves someone else.</summary>
    internal static readonly TimeSpan OccupiedRetry = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lives so long starts the backoff over.</summary>
    internal static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(30);

    /// <summary>Least time from one question about the state to the next.</summary>
    internal static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    private const string RetryTimer = "retry";
    private const string AskTimer = "ask";
    private const string HeartbeatTimer = "heartbeat";
    private const string SilenceTimer = "silence";
    private const string LossTimer = "loss";
    private const string AskAllTimer = "ask-all";
    private const string StableTimer = "stable";
    private const string DroppedTimer = "dropped";

    private static readonly TimeSpan s_faultPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_droppedReport = TimeSpan.FromSeconds(10);

    private readonly WatchedVm _watched;
    private readonly VmServices _services;
    private readonly Backoff _backoff;
    private readonly VmFeed _feed;
    private readonly VmStatusCell _cell;
    private readonly VmBatcher _batcher;
    private readonly LostLink _lost;

    private CancellationTokenSource _io = new();
    private FeedConnection? _current; // From the try to connect to its failure or the connection's end.
    private QmpConnection? _connection;
    private FileNode? _node; // What lay at its address when the connection was made.
    private bool _incoming; // It stood by for a VM that is migrated to it.
    private bool _standsBy; // Another connection is the VM's.
    private bool _hurry; // Its socket is new: not to be left to the backoff.
    private long? _outstanding;
    private string? _logged;
    private LinkState? _farewell;

    public VmActor(WatchedVm watched, VmServices services, Random random)
    {
        _watched = watched;
        _services = services;
        _backoff = new Backoff(MinBackoff, MaxBackoff, random);
        var self = Self;
        _feed = new VmFeed(services.Attention, services.Options, services.Qmp.TimeProvider, () => self.Tell(FeedReady.Instance, ActorRefs.NoSender));
        _batcher = new VmBatcher(_feed, services.Epoch, watched.Last, () => services.Clock.Now, services.Numbers);
        _heartbeat = new Heartbeat(services.Options, random);
        _lost = new LostLink(_batcher);
        _cell = new VmStatusCell(_feed, Vm.StatusAtStart(services.Clock.Now));
        services.Board.SetVm(watched.Key, _cell.Read);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private MonitoredVm Vm => _watched.Configured;

    protected override void PreStart()
    {
        if (_watched.CanDial)
            Connect();
        else
            BackOff("waiting", "it dials in itself, and has not yet");
    }

    protected override void PostRestart(Exception reason)
    {
        Become(Backoff);
        // What the actor before held of its connection went with it; told after the pause, lest what faulted faults at once again.
        if (_watched.Last is { } last)
            _batcher.Tell(last, LinkState.Lost);
        Report(_cell.Status with { State = VmState.Backoff, Since = _services.Clock.Now, LastError = $"failed inside Reactor: {reason.Message}" });
        Timers.StartSingleTimer(RetryTimer, Retry.Instance, s_faultPause);
    }

    protected override void PostStop()
    {
        _io.Cancel();
        _io.Dispose();
        _watched.IsConnected = false;
        if (_connection is { } connection)
        {
            _services.Registry.Leave(_watched.Key);
            _services.Live.Remove(connection);
            _ = connection.DisposeAsync().AsTask();
        }
    }

    private void Connecting()
    {
        Receive<Connected>(connected => IsCurrent(connected.Number), connected => OnConnected(connected.Connection, connected.Node));
        Receive<Failed>(failed => IsCurrent(failed.Number), OnConnectFailed);
        ReceiveStop(open: true);
        ReceiveInAnyState();
    }

    private void Reconciling()
    {
        Receive<Reconciled>(reconciled => IsCurrent(reconciled.Number), OnReconciled);
        Receive<Retry>(_ => AskWho()); // Standing by.
        Receive<Failed>(failed => IsCurrent(failed.Number), failed => OnLost($"no answer about the VM's state: {failed.Reason}", peerClosed: false));
        Receive<Ended>(ended => IsCurrent(ended.Number), OnEnded);
        ReceiveStop(open: true);
        ReceiveInAnyState();
    }

    private void Live()
    {
        Receive<Reconciled>(reconciled => IsCurrent(reconciled.Number), reconciled => OnAskedAgain(reconciled.Answers, reconciled.AskedAt));
        Receive<Failed>(failed => IsCurrent(failed.Number), _ => OnAskedAgain(null, default));
        Receive<Silence>(_ => OnSilence());
        Receive<AskAllNow>(_ => AskAllAgain());
        Receive<Ended>(ended => IsCurrent(ended.Number), OnEnded);
        Receive<Stable>(_ => _backoff.Reset());
        Receive<Ask>(_ => AskState());
        Receive<StateAnswered>(answered => IsCurrent(answered.Number), OnStateAnswered);
        // Too much is waiting for answers already; the next heartbeat asks again.
        Receive<StateNotAnswered>(failed => IsCurrent(failed.Number), _ =>
        {
            _heartbeat.EndAsking();
        });
        ReceiveStop(open: true);
        ReceiveInAnyState();
    }

    private void Backoff()
    {
        Receive<Dialled>(dialled => OnDialled(dialled));
        Receive<Retry>(_ => OnRetry());
        Receive<SocketChanged>(_ => OnNewSocket());
        ReceiveStop(open: false);
        ReceiveInAnyState();
    }

    private void Occupied()
    {
        Receive<Retry>(_ => OnRetry());
        Receive<SocketChanged>(_ => OnNewSocket());
        ReceiveStop(open: false);
        ReceiveInAnyState();
    }

    private void Stopping()
    {
        Receive<Connected>(connected => Dispose(connected.Number, connected.Connection));
        Receive<Dialled>(surplus => Dispose(0, surplus.Connection));
        Receive<Failed>(failed => IsCurrent(failed.Number), _ => OnClosed());
        Receive<Disposed>(disposed => IsCurrent(disposed.Number), _ => OnClosed());
        Receive<BatchDone>(done => done.Number == _outstanding, _ =>
        {
            _outstanding = null;
            Drain();
            EndWhenDrained();
        });
        Receive<TaskFault>(fault => fault.Throw());
        ReceiveAny(_ => { });
    }

    /// <param name="open">Whether a connection, or the making of one, is still to end.</param>
    private void ReceiveStop(bool open)
    {
        Receive<Stop>(stop =>
        {
            _farewell = stop.Farewell;
            BeginStop(open);
        });
    }

    /// <summary>The feed, the end, and what an earlier connection still says. One handler: each is an object of every VM.</summary>
    private void ReceiveInAnyState() => ReceiveAny(message =>
    {
        switch (message)
        {
            case FeedReady or LossDue:
                Drain();
                break;
            case BatchDone done when done.Number == _outstanding:
                _outstanding = null;
                Drain();
                break;
            case Relabel:
                OnRelabel();
                break;
            case SocketChanged changed:
                OnSocketChanged(changed.Node);
                break;
            case Detached:
                OnDetached();
                break;
            case HandedOver:
                OnHandedOver();
                break;
            case Dialled surplus:
                Dispose(0, surplus.Connection);
                break;
            case ReportDropped:
                OnReportDropped();
                break;
            case TaskFault fault:
                fault.Throw();
                break;
            case Connected stale:
                Dispose(stale.Number, stale.Connection);
                break;
            case Ask or Silence or AskAllNow or StateAnswered or StateNotAnswered or Failed or Reconciled or Ended or Disposed or BatchDone or Stable:
                break;
            default:
                Unhandled(message);
                break;
        }
    });

    private bool IsCurrent(long number) => _current?.Number == number;

    private void Connect()
    {
        Become(Connecting);
        var number = _services.Numbers.Next();
        _current = NewConnection(number);
        Enter(VmState.Connecting);
        var isNew = _hurry;
        _hurry = false;
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
        (_connection, _node, _watched.IsConnected) = (connection, node, true);
        Become(Reconciling);
        Enter(VmState.Reconciling);
        connection.Completion.PipeTo(Self, success: closed => new Ended(number, closed), failure: e => Failure(number, e, "connected"));
        AskAll();
    }

    private void OnDialled(Dialled dialled)
    {
        Timers.Cancel(RetryTimer);
        _current = NewConnection(_services.Numbers.Next());
        dialled.Relay.Attach(_current);
        OnConnected(dialled.Connection, null);
    }

    /// <summary>Its socket is new, or another's than the one that answered last: nothing that was learnt of that one delays this try.</summary>
    private void OnNewSocket()
    {
        _backoff.Reset();
        _hurry = true;
        OnRetry();
    }

    /// <summary>While a connection is open, or being made.</summary>
    private void OnSocketChanged(FileNode node)
    {
        _hurry = true;
        if (_connection?.Peer?.Incarnation is { } process && _node is { } mine && mine.Inode != node.Inode && !PeerProcess.HasEnded(process) && _watched.CanDial)
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

            Timers.StartSingleTimer(RetryTimer, Retry.Instance, OccupiedRetry);
            Enter(VmState.Occupied, failed.Reason);
            Drain();
            return;
        }

        BackOff(failed.Kind.ToString(), failed.Reason);
    }

    private void OnRetry()
    {
        _lost.LookAgain();
        if (_watched.CanDial)
            Connect();
        else
            Timers.StartSingleTimer(RetryTimer, Retry.Instance, _backoff.Next());
        Drain();
    }

    private void OnRelabel()
    {
        _batcher.Relabel(Labelled);
        _watched.Last = _batcher.Last;
        if (_current is { Identity: { } identity } current)
            current.Identity = Labelled(identity);
        Report(_cell.Status with { Name = _watched.Name, Host = _watched.Last?.View.Host ?? Vm.Host });
    }

    private VmIdentity Labelled(VmIdentity identity) =>
        identity with { View = Vm.Describe(identity.View with { Name = _services.Registry.Rename(_watched, identity.Incarnation) }) };

    private void OnReconciled(Reconciled reconciled)
    {
        var (answers, askedAt) = (reconciled.Answers, reconciled.AskedAt);
        var connection = _current!;
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
            StandBy(answers.Status);
            return;
        }

        _incoming = false;
        if (_standsBy)
        {
            // Until now it was asked who it is alone.
            _standsBy = false;
            AskAll();
            return;
        }

        VmLog.Conflicts(_services.Logger, naming);
        var identity = Identify(naming);
        connection.Identity = identity;
        _batcher.Announce(connection, identity, answers, askedAt);
        foreach (var conflict in naming.Conflicts)
            _batcher.Say(id => VmEvents.Conflict(id, conflict.Kind, conflict.Value, conflict.Other));
        _lost.Forget();
        _heartbeat.Restart();
        _reconciling = false;
        ScheduleHeartbeat();

        Become(Live);
        Timers.StartSingleTimer(StableTimer, Stable.Instance, StableAfter);
        Report(_cell.Status with
        {
            Name = identity.View.Name, Host = identity.View.Host, Id = identity.View.Id, Uuid = identity.View.Uuid, QemuVersion = identity.QemuVersion, Connections = _cell.Status.Connections + 1, LastError = null,
        });
        Enter(VmState.Live);
        _services.Live.Put(new LiveVm(identity, _connection!) { WhyReadOnly = WhyReadOnly });
        if (IsNews("live"))
            VmLog.Live(_services.Logger, identity.View.Name, identity.QemuVersion ?? "?", answers.Status ?? "state unknown", identity.View.Id);
        Drain();
    }

    /// <summary>
    /// The side of a live migration on which the VM doesn't run is not the VM, and a second monitor says what the first does: what is said there is
    /// dropped, and it is asked again and again whether that is still so.
    /// </summary>
    private void StandBy(string? status)
    {
        (_standsBy, _incoming) = (true, status == RunState.Incoming);
        Timers.StartSingleTimer(RetryTimer, Retry.Instance, AskEvery);
        _feed.Drop(_current!);
        if (_cell.Status.State != VmState.Standby)
            Enter(VmState.Standby);
        Report(_cell.Status with { Status = status });
    }

    private void OnHandedOver()
    {
        _lost.Forget();
        _batcher.Forget();
        _watched.Last = null;
        if (_connection is null)
            return;
        CloseConnection();
        _backoff.Reset();
        BackOff("handed over", "its VM was migrated to another process");
    }

    private VmIdentity Identify(VmNaming naming)
    {
        var view = Vm.Describe(new VmView { Id = naming.Id, Name = naming.Name, Uuid = naming.Uuid, Host = Vm.Host });
        return new VmIdentity(view, Vm.Address.ToString(), _connection!.Peer?.Incarnation, _connection.Greeting.Version);
    }

    /// <summary>Asked by whoever carries out commands, on any thread.</summary>
    private string? WhyReadOnly() => Vm.Management.WhyReadOnly ?? _services.Registry.WhyFrozen(_watched.Key);

    private void OnEnded(Ended ended) => OnLost(ended.Closed.Message, ended.Closed.Reason == QmpCloseReason.EndOfStream);

    private void OnLost(string reason, bool peerClosed)
    {
        (_standsBy, _incoming) = (false, false);
        if (_cell.Status.State == VmState.Standby && _current is { } standby)
            _feed.Drop(standby);
        if (_current is { Identity: not null } current)
            _lost.Begin(current, _connection?.Peer, reason, peerClosed);
        CloseConnection();
        BackOff("lost", reason);
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
        if (IsNews(kind))
            VmLog.Down(_services.Logger, _watched.Name, reason);
        Enter(VmState.Backoff, reason);
        if (_hurry)
            OnNewSocket();
        else
            Timers.StartSingleTimer(RetryTimer, Retry.Instance, _backoff.Next());
        Drain();
    }

    private void CloseConnection()
    {
        // Questions that were put on it end with it.
        _io.Cancel();
        _io.Dispose();
        _io = new CancellationTokenSource();
        if (_connection is { } connection)
        {
            _services.Live.Remove(connection);
            Dispose(_current!.Number, connection);
        }

        _services.Registry.Leave(_watched.Key);
        (_connection, _node, _watched.IsConnected) = (null, null, false);
    }

    private void Dispose(long number, QmpConnection connection) =>
        connection.DisposeAsync().AsTask().PipeTo(
            Self, success: () => new Disposed(number), failure: e => new TaskFault($"closing the connection to VM {_watched.Name}", e));

    /// <param name="open">Whether a connection, or the making of one, is still to end.</param>
    private void BeginStop(bool open)
    {
        Timers.CancelAll();
        Become(Stopping);
        if (_farewell != LinkState.Removed)
        {
            _lost.LookAgain();
            if (_current is { Identity: not null } live)
                _batcher.NoteHeard(live);
        }

        Enter(VmState.Stopped);
        CloseConnection();
        if (!open)
            OnClosed();
    }

    private void OnClosed()
    {
        _current = null;
        if (_farewell is { } farewell && _batcher.Last is { } last)
            _batcher.Tell(last, farewell);
        Drain();
        EndWhenDrained();
    }

    private void EndWhenDrained()
    {
        if (_current is null && _outstanding is null)
            Context.Stop(Self);
    }

    /// <summary>Sends the next batch when there is credit, something to send, and it is known who said it.</summary>
    private void Drain()
    {
        if (_outstanding is not null)
            return;
        if (_batcher.Next(_reconciling || _current is { Identity: null } ? _current : null) is not { } next)
        {
            if (_batcher.Last is not null && !_reconciling && _feed.UntilLoss(Timers.IsTimerActive(LossTimer)) is { } untilLoss)
                Timers.StartSingleTimer(LossTimer, LossDue.Instance, untilLoss);
            return;
        }

        _watched.Last = _batcher.Last;
        Report(_cell.Status with
        {
            Recovered = _batcher.Recovered, Twins = _batcher.Twins, Outgrown = _batcher.Outgrown, Status = next.Status, LastEvent = next.LastEvent ?? _cell.Status.LastEvent, LastEventAt = next.LastEventAt ?? _cell.Status.LastEventAt,
        });
        _outstanding = _services.Numbers.Next();
        _services.Router.Route(new VmBatch(next.VmId, _outstanding.Value, next.Inputs, Self));
        if (_current is { Identity: not null })
        {
            if (next.BearsState)
                AskSoon();
            if (next.HasLoss)
                AskAllSoon();
        }

        if (_feed.Dropped > 0 && !Timers.IsTimerActive(DroppedTimer))
            Timers.StartSingleTimer(DroppedTimer, ReportDropped.Instance, s_droppedReport);
    }

    private void OnReportDropped()
    {
        if (_feed.TakeDropped() is > 0 and var dropped)
            VmLog.Dropped(_services.Logger, _watched.Name, dropped);
    }

    /// <summary>Whether this is other than what was logged last.</summary>
    private bool IsNews(string what)
    {
        var news = _logged != what;
        _logged = what;
        return news;
    }

    private void Enter(VmState state, string? error = null)
    {
        var before = _cell.Status.State;
        Report(_cell.Status with { State = state, Since = _services.Clock.Now, LastError = error ?? _cell.Status.LastError });
        if (state == VmState.Live)
            _services.Watchers.Show(new WatchedLink(View(), true, _services.Clock.Now, null));
        else if (before == VmState.Live)
            _services.Watchers.Show(new WatchedLink(View(), false, _services.Clock.Now, error ?? "left"));
    }

    /// <summary>The VM as it is known best. Called from any thread.</summary>
    private VmView View() => _watched.View(_cell.Status.Status);

    private void Report(VmStatus status) => _cell.Status = status;
}
