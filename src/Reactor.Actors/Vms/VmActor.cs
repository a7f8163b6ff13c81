using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Qmp;
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
internal sealed class VmActor : ReceiveActor, IWithTimers
{
    /// <summary>Bounds of the delay before connecting again.</summary>
    internal static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(100), MaxBackoff = TimeSpan.FromSeconds(30);

    /// <summary>How often a monitor is tried that serves someone else.</summary>
    internal static readonly TimeSpan OccupiedRetry = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lives so long starts the backoff over.</summary>
    internal static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(30);

    /// <summary>How often the state is asked where rules read it, shortened by up to a tenth at random.</summary>
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(60);

    /// <summary>Least time from one question about the state to the next.</summary>
    internal static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    private const string RetryTimer = "retry";
    private const string AskTimer = "ask";
    private const string HeartbeatTimer = "heartbeat";
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
    private readonly Random _random;

    private CancellationTokenSource _io = new();
    private FeedConnection? _current; // From the try to connect to its failure or the connection's end.
    private QmpConnection? _connection;
    private FileNode? _node; // What lay at its address when the connection was made.
    private bool _incoming; // It stood by for a VM that is migrated to it.
    private bool _hurry; // Its socket is new: not to be left to the backoff.
    private QmpPeer? _lostPeer; // Of the connection that was lost, until it is told that its process ended.
    private long? _outstanding;
    private string? _logged;
    private bool _asking;
    private bool _askAgain;
    private LinkState? _farewell;

    public VmActor(WatchedVm watched, VmServices services, Random random)
    {
        _watched = watched;
        _services = services;
        _random = random;
        _backoff = new Backoff(MinBackoff, MaxBackoff, random);
        var self = Self;
        _feed = new VmFeed(services.Attention, () => self.Tell(FeedReady.Instance, ActorRefs.NoSender));
        _batcher = new VmBatcher(_feed, services.Epoch);
        _cell = new VmStatusCell(_feed, Vm.StatusAtStart(services.Clock.Now));
        services.Board.SetVm(watched.Key, _cell.Read);
        Connecting();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Close the connection, make durable what was heard, and end.</summary>
    /// <param name="Farewell">What to tell the partition last; null for nothing: Reactor itself stops.</param>
    public sealed record Stop(LinkState? Farewell)
    {
        public static readonly Stop Instance = new(default(LinkState?));
    }

    /// <summary>Labels or host of the VM changed.</summary>
    public sealed record Relabel
    {
        public static readonly Relabel Instance = new();
    }

    /// <summary>Another socket lies at its address than before.</summary>
    public sealed record SocketChanged(FileNode Node);

    /// <summary>Another process has its address by now: it is known by another key, and not dialled again.</summary>
    public sealed record Detached
    {
        public static readonly Detached Instance = new();
    }

    /// <summary>It has called. The connection is the actor's to close.</summary>
    public sealed record Dialled(QmpConnection Connection, SinkRelay Relay);

    /// <summary>The VM that it was goes on in another process, which it was migrated to.</summary>
    public sealed record HandedOver
    {
        public static readonly HandedOver Instance = new();
    }

    private sealed record FeedReady
    {
        public static readonly FeedReady Instance = new();
    }

    private sealed record Retry
    {
        public static readonly Retry Instance = new();
    }

    private sealed record Stable
    {
        public static readonly Stable Instance = new();
    }

    private sealed record ReportDropped
    {
        public static readonly ReportDropped Instance = new();
    }

    private sealed record Ask
    {
        public static readonly Ask Instance = new();
    }

    private sealed record StateAnswered(long Number, VmAnswers Answers, DateTimeOffset AskedAt);

    private sealed record StateNotAnswered(long Number);

    private sealed record Connected(long Number, QmpConnection Connection, FileNode? Node);

    private sealed record Failed(long Number, QmpFailure Kind, string Reason);

    private sealed record Reconciled(long Number, VmAnswers Answers, string? Name, DateTimeOffset AskedAt);

    private sealed record Ended(long Number, QmpClosed Closed);

    private sealed record Disposed(long Number);

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
        Receive<Retry>(_ => AskWho(_connection!)); // Standing by.
        Receive<Failed>(failed => IsCurrent(failed.Number), failed => OnLost($"no answer about the VM's state: {failed.Reason}", peerClosed: false));
        Receive<Ended>(ended => IsCurrent(ended.Number), OnEnded);
        ReceiveStop(open: true);
        ReceiveInAnyState();
    }

    private void Live()
    {
        Receive<Ended>(ended => IsCurrent(ended.Number), OnEnded);
        Receive<Stable>(_ => _backoff.Reset());
        Receive<Ask>(_ => AskState());
        Receive<StateAnswered>(answered => IsCurrent(answered.Number), OnStateAnswered);
        // A monitor that hangs keeps its slot; the heartbeat asks again.
        Receive<StateNotAnswered>(failed => IsCurrent(failed.Number), _ =>
        {
            _asking = false;
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

    /// <summary>The feed, the end, and what an earlier connection still says.</summary>
    private void ReceiveInAnyState()
    {
        Receive<Relabel>(_ => OnRelabel());
        Receive<SocketChanged>(changed => OnSocketChanged(changed.Node));
        Receive<Detached>(_ => OnDetached());
        Receive<HandedOver>(_ => OnHandedOver());
        Receive<Dialled>(surplus => Dispose(0, surplus.Connection));
        Receive<Ask>(_ => { });
        Receive<StateAnswered>(_ => { });
        Receive<StateNotAnswered>(_ => { });
        Receive<FeedReady>(_ => Drain());
        Receive<BatchDone>(done => done.Number == _outstanding, _ =>
        {
            _outstanding = null;
            Drain();
        });
        Receive<ReportDropped>(_ => OnReportDropped());
        Receive<TaskFault>(fault => fault.Throw());
        Receive<Connected>(stale => Dispose(stale.Number, stale.Connection));
        Receive<Failed>(_ => { });
        Receive<Reconciled>(_ => { });
        Receive<Ended>(_ => { });
        Receive<Disposed>(_ => { });
        Receive<BatchDone>(_ => { });
        Receive<Stable>(_ => { });
    }

    private bool IsCurrent(long number) => _current?.Number == number;

    private void Connect()
    {
        Become(Connecting);
        var number = _services.Numbers.Next();
        _current = new FeedConnection(_feed, number);
        Enter(VmState.Connecting);
        var isNew = _hurry;
        _hurry = false;
        VmDialer.ConnectAsync(Vm, _services.Qmp, _current, isNew, _io.Token).PipeTo(
            Self,
            success: dialled => new Connected(number, dialled.Connection, dialled.Node),
            failure: e => Failure(number, e, "connecting"));
    }

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
        AskWho(connection);
    }

    private void AskWho(QmpConnection connection)
    {
        var (number, askedAt) = (_current!.Number, _services.Clock.Now);
        AskAsync(connection, number, askedAt, _io.Token).PipeTo(Self, failure: e => Failure(number, e, "putting questions"));
    }

    private async Task<Reconciled> AskAsync(QmpConnection connection, long number, DateTimeOffset askedAt, CancellationToken ct)
    {
        // A listed VM goes by its configured name, whatever it calls itself.
        var name = Vm.Source == VmSource.Listed ? null : await VmDialer.AskNameAsync(connection, ct).ConfigureAwait(false);
        return new Reconciled(number, await VmReconciler.AskAsync(connection, ct).ConfigureAwait(false), name, askedAt);
    }

    private void OnDialled(Dialled dialled)
    {
        Timers.Cancel(RetryTimer);
        _current = new FeedConnection(_feed, _services.Numbers.Next());
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
                VmLog.Occupied(_services.Logger, _watched.Name, failed.Reason);
            Timers.StartSingleTimer(RetryTimer, Retry.Instance, OccupiedRetry);
            Enter(VmState.Occupied, failed.Reason);
            return;
        }

        BackOff(failed.Kind.ToString(), failed.Reason);
    }

    private void OnRetry()
    {
        // An end of stream is seen before its process is gone.
        if (_lostPeer is not null && _watched.Last is { } last && PeerProcess.HasEnded(_lostPeer))
        {
            _lostPeer = null;
            _batcher.Tell(last, LinkState.Ended);
        }

        if (_watched.CanDial)
            Connect();
        else
            Timers.StartSingleTimer(RetryTimer, Retry.Instance, _backoff.Next());
        Drain();
    }

    private void OnRelabel()
    {
        if (_watched.Last is { } last)
            _watched.Last = Labelled(last);
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
        if (Identify(connection, answers) is not { } identity)
        {
            StandBy(answers.Status);
            return;
        }

        _incoming = false;
        connection.Identity = identity;
        connection.StatusKnownUpTo = answers.StatusKnownUpTo;
        _batcher.Announce(connection, identity, answers.Status, askedAt, _watched.Last);
        _watched.Last = identity;
        _lostPeer = null;
        (_asking, _askAgain) = (false, false);
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
            VmLog.Live(_services.Logger, _watched.Name, identity.QemuVersion ?? "?", answers.Status ?? "state unknown", identity.View.Id);
        Drain();
    }

    /// <summary>
    /// The side of a live migration on which the VM doesn't run is not the VM, and a second monitor says what the first does: what is said there is
    /// dropped, and it is asked again and again whether that is still so.
    /// </summary>
    private void StandBy(string? status)
    {
        _incoming = status == RunState.Incoming;
        Timers.StartSingleTimer(RetryTimer, Retry.Instance, AskEvery);
        _feed.Drop(_current!);
        if (_cell.Status.State != VmState.Standby)
            Enter(VmState.Standby);
        Report(_cell.Status with { Status = status });
    }

    private void OnHandedOver()
    {
        (_watched.Last, _lostPeer) = (null, null);
        if (_connection is null)
            return;
        CloseConnection();
        _backoff.Reset();
        BackOff("handed over", "its VM was migrated to another process");
    }

    /// <summary>Who answers; null where another connection is the VM's.</summary>
    private VmIdentity? Identify(FeedConnection connection, VmAnswers answers)
    {
        var (uuid, incarnation) = (answers.Uuid, _connection!.Peer?.Incarnation);
        if (_incoming && uuid is not null && answers.Status is { } status && !RunState.IsMigrating(status)
            && _services.Registry.HandOver(_watched, uuid, incarnation) is { } from)
            Context.Parent.Tell(new FleetActor.HandedOver(from));
        var naming = _services.Registry.Identify(_watched, uuid, incarnation, answers.Status);
        if (naming.Standby is { } why)
        {
            if (IsNews(why))
                VmLog.StandsBy(_services.Logger, naming.Name, why);
            return null;
        }

        connection.Conflicts = naming.Conflicts;
        VmLog.Conflicts(_services.Logger, naming);
        var view = Vm.Describe(new VmView { Id = naming.Id, Name = naming.Name, Uuid = naming.Uuid, Host = Vm.Host });
        return new VmIdentity(view, Vm.Address.ToString(), incarnation, _connection.Greeting.Version);
    }

    /// <summary>Asked by whoever carries out commands, on any thread.</summary>
    private string? WhyReadOnly() => Vm.Management.WhyReadOnly ?? _services.Registry.WhyFrozen(_watched.Key);

    private void ScheduleHeartbeat() => Timers.StartSingleTimer(HeartbeatTimer, Ask.Instance, Heartbeat * (1 - (_random.NextDouble() / 10)));

    /// <summary>Asks for the state, one question at a time; where rules don't read it, nothing is asked.</summary>
    private void AskState()
    {
        ScheduleHeartbeat();
        if (!_services.Attention.ReadsState)
            return;
        if (_asking)
        {
            _askAgain = true;
            return;
        }

        _asking = true;
        var (number, askedAt) = (_current!.Number, _services.Clock.Now);
        VmReconciler.AskStatusAsync(_connection!, _io.Token).PipeTo(
            Self,
            success: answers => new StateAnswered(number, answers, askedAt),
            failure: e => e is QmpException or OperationCanceledException ? new StateNotAnswered(number) : new TaskFault($"asking VM {_watched.Name} for its state", e));
    }

    private void OnStateAnswered(StateAnswered answered)
    {
        _asking = false;
        if (answered.Answers.Status is { } status)
            _batcher.Observe(_current!, status, answered.Answers.StatusKnownUpTo, answered.AskedAt);
        if (_askAgain)
            AskSoon();
        _askAgain = false;
        Drain();
    }

    private void AskSoon()
    {
        if (_services.Attention.ReadsState && !Timers.IsTimerActive(AskTimer))
            Timers.StartSingleTimer(AskTimer, Ask.Instance, AskEvery);
    }

    private void OnEnded(Ended ended) => OnLost(ended.Closed.Message, ended.Closed.Reason == QmpCloseReason.EndOfStream);

    private void OnLost(string reason, bool peerClosed)
    {
        _incoming = false;
        if (_cell.Status.State == VmState.Standby && _current is { } standby)
            _feed.Drop(standby);
        if (_current is { Identity: not null } current)
        {
            var peer = _connection?.Peer;
            var ended = peerClosed && PeerProcess.HasEnded(peer);
            _batcher.End(current, peerClosed, ended);
            _lostPeer = ended ? null : peer;
        }

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
        Enter(VmState.Stopped);
        CloseConnection();
        if (!open)
            OnClosed();
    }

    private void OnClosed()
    {
        _current = null;
        if (_farewell is { } farewell && _watched.Last is { } last)
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
        if (_batcher.Next(_current is { Identity: null } current ? current : null) is not { } next)
            return;
        Report(_cell.Status with
        {
            Status = next.Status, LastEvent = next.LastEvent ?? _cell.Status.LastEvent, LastEventAt = next.LastEventAt ?? _cell.Status.LastEventAt,
        });
        _outstanding = _services.Numbers.Next();
        _services.Router.Route(new VmBatch(next.VmId, _outstanding.Value, next.Inputs, Self));
        if (next.BearsState && _current is { Identity: not null })
            AskSoon();
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

    private void Enter(VmState state, string? error = null) =>
        Report(_cell.Status with { State = state, Since = _services.Clock.Now, LastError = error ?? _cell.Status.LastError });

    private void Report(VmStatus status) => _cell.Status = status;
}
