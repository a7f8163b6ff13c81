using Akka.Actor;
using Reactor.Actors.Clocks;
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
internal sealed partial class VmActor : ReceiveActor, IWithTimers
{
    /// <summary>Bounds of the delay before connecting again.</summary>
    internal static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(100), MaxBackoff = TimeSpan.FromSeconds(30);

    /// <summary>How often a monitor is tried that serves someone else.</summary>
    internal static readonly TimeSpan OccupiedRetry = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lives so long starts the backoff over.</summary>
    internal static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(30);

    /// <summary>Least time from one socket that is dialled at once, as it is new, to the next.</summary>
    internal static readonly TimeSpan NewSocketEvery = TimeSpan.FromSeconds(1);

    /// <summary>Least time from one question about the state to the next.</summary>
    internal static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    private const string Waiting = "waiting";
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
    private readonly Random _random;
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
    private long? _closing; // The connection that is being closed: until then it may still say something.
    private bool _leaving; // What its last connection heard is not told wholly yet: no other monitor may take its place.
    private FileNode? _newNode; // What lies at its address by now, where that is not what it is connected to: not to be left to the backoff.
    private DateTimeOffset _newSocketAt; // When one was dialled at once, as it was new.
    private Backoff? _callPace; // Of one that calls itself.
    private DateTimeOffset _callableAt; // Before this it calls too soon after its last connection was lost.
    private long? _outstanding;
    private string? _logged;
    private LinkState? _farewell;

    public VmActor(WatchedVm watched, VmServices services, Random random)
    {
        _watched = watched;
        _services = services;
        _random = random;
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
            BackOff(Waiting, "it dials in itself, and has not yet");
    }

    protected override void PostRestart(Exception reason)
    {
        Become(Backoff);
        // What the actor before held of its connection went with it; told after the pause, lest what faulted faults at once again.
        if (_watched.Last is { } last)
            _batcher.Tell(last, LinkState.Lost);
        Report(_cell.Status with { State = VmState.Backoff, Since = _services.Clock.Now, LastError = $"failed inside Reactor: {reason.Message}" });
        Timers.StartSingleTimer(RetryTimer, Retry.Instance, s_faultPause);
        if (_watched.Ending is { } stop)
            Self.Tell(stop);
    }

    protected override void PostStop()
    {
        _io.Cancel();
        _io.Dispose();
        _watched.IsConnected = false;
        _services.Registry.Leave(_watched.Key, _watched.Last);
        if (_connection is { } connection)
        {
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
        Receive<NotReconciled>(failed => IsCurrent(failed.Number), failed => OnLost($"no answer about the VM's state: {failed.Reason}", peerClosed: false));
        Receive<Ended>(ended => IsCurrent(ended.Number), OnEnded);
        ReceiveStop(open: true);
        ReceiveInAnyState();
    }

    private void Live()
    {
        Receive<Reconciled>(reconciled => IsCurrent(reconciled.Number), reconciled => OnAskedAgain(reconciled.Answers, reconciled.AskedAt));
        Receive<NotReconciled>(failed => IsCurrent(failed.Number), _ => OnAskedAgain(null, default));
        Receive<Silence>(_ => OnSilence());
        Receive<AskAllNow>(_ => AskAllAgain());
        Receive<Ended>(ended => IsCurrent(ended.Number), OnEnded);
        Receive<Stable>(_ =>
        {
            _backoff.Reset();
            _callPace?.Reset();
        });
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
        Receive<SocketChanged>(changed => OnNewSocket(changed.Node));
        ReceiveStop(open: false);
        ReceiveInAnyState();
    }

    private void Occupied()
    {
        Receive<Retry>(_ => OnRetry());
        Receive<SocketChanged>(changed => OnNewSocket(changed.Node));
        ReceiveStop(open: false);
        ReceiveInAnyState();
    }

    private void Stopping()
    {
        Receive<Connected>(connected => Dispose(connected.Number, connected.Connection));
        Receive<Dialled>(surplus => Dispose(0, surplus.Connection));
        Receive<Failed>(failed => IsCurrent(failed.Number), _ => OnClosed());
        Receive<Disposed>(disposed => IsCurrent(disposed.Number), _ =>
        {
            _closing = null;
            OnClosed();
        });
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
            case Disposed disposed when disposed.Number == _closing:
                _closing = null;
                Drain();
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
            case Ask or Silence or AskAllNow or StateAnswered or StateNotAnswered or Failed or NotReconciled or Reconciled or Ended or Disposed or BatchDone or Stable:
                break;
            default:
                Unhandled(message);
                break;
        }
    });

    private bool IsCurrent(long number) => _current?.Number == number;
}
