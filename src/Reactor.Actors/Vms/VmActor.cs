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
internal sealed partial class VmActor : ActorBase
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

    private readonly Alarms _alarms;
    private readonly BatchCredit _credit = new();

    private CancellationTokenSource? _dialling; // While a connection is being made.
    private Stage _stage;
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
    private (DateTimeOffset Same, DateTimeOffset Other) _callableAt; // Before this its process, or another one, calls too soon after the last connection was lost.
    private string? _logged;
    private LinkState? _farewell;

    public VmActor(WatchedVm watched, VmServices services, Random random)
    {
        _watched = watched;
        _services = services;
        _random = random;
        _backoff = new Backoff(MinBackoff, MaxBackoff, random);
        _feed = new VmFeed(services.Attention, services.Options, services.Qmp.TimeProvider, Self);
        _batcher = new VmBatcher(_feed, services.Epoch, watched.Last, services.Now, services.Numbers);
        _heartbeat = new Heartbeat(services.Options, random);
        _lost = new LostLink(_batcher);
        _cell = new VmStatusCell(_feed, Vm.StatusAtStart(services.Clock.Now));
        _alarms = new Alarms(Self, Context.System.Scheduler, services.Qmp.TimeProvider);
        services.Board.SetVm(watched.Key, _cell);
    }

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
        _stage = Stage.Backoff;
        // What the actor before held of its connection went with it; told after the pause, lest what faulted faults at once again.
        if (_watched.Identity is { } last)
            _batcher.Tell(last, LinkState.Lost);
        Report(_cell.Status with { State = VmState.Backoff, Since = _services.Clock.Now, LastError = $"failed inside Reactor: {reason.Message}" });
        Start(VmAlarm.Retry, s_faultPause);
        if (_watched.Ending is { } stop)
            Self.Tell(stop);
    }

    protected override void PostStop()
    {
        _dialling?.Cancel();
        TellAway();
        _services.Registry.Leave(_watched.Key, _watched.Last);
        if (_connection is { } connection)
        {
            LeaveLive(connection);
            _ = connection.DisposeAsync().AsTask();
        }
    }

    // Not handlers that each VM has objects of: there are thousands.
    protected override bool Receive(object message) => message is Alarms.WakeUp wakeUp ? Wake(wakeUp) : _stage switch
    {
        Stage.Connecting => Connecting(message),
        Stage.Reconciling => Reconciling(message),
        Stage.Live => Live(message),
        Stage.Stopping => Stopping(message),
        _ => BackoffOrOccupied(message),
    };

    private bool Connecting(object message)
    {
        switch (message)
        {
            case Connected connected when IsCurrent(connected.Number): OnConnected(connected.Connection, connected.Node); return true;
            case Failed failed when IsCurrent(failed.Number): OnConnectFailed(failed); return true;
            default: return InAnyState(message);
        }
    }

    private bool Reconciling(object message)
    {
        switch (message)
        {
            case Reconciled reconciled when IsCurrent(reconciled.Number): OnReconciled(reconciled); return true;
            case NotReconciled failed when IsCurrent(failed.Number): OnNotReconciled(failed); return true;
            case VmFeed.Ended ended when IsCurrent(ended.Number): OnEnded(ended); return true;
            default: return InAnyState(message);
        }
    }

    private bool Live(object message)
    {
        switch (message)
        {
            case Reconciled reconciled when IsCurrent(reconciled.Number): OnAskedAgain(reconciled.Answers, reconciled.AskedAt); return true;
            case NotReconciled failed when IsCurrent(failed.Number): OnAskedAgain(null, default); return true;
            case VmFeed.Ended ended when IsCurrent(ended.Number): OnEnded(ended); return true;
            case StateAnswered answered when IsCurrent(answered.Number): OnStateAnswered(answered); return true;
            // Too much is waiting for answers already; the next heartbeat asks again.
            case StateNotAnswered failed when IsCurrent(failed.Number): _heartbeat.EndAsking(); return true;
            default: return InAnyState(message);
        }
    }

    private bool BackoffOrOccupied(object message)
    {
        switch (message)
        {
            case Dialled dialled when _stage == Stage.Backoff: OnDialled(dialled); return true;
            case SocketChanged changed: OnNewSocket(changed.Node); return true;
            default: return InAnyState(message);
        }
    }

    private bool Stopping(object message)
    {
        switch (message)
        {
            case Connected connected: Dispose(connected.Number, connected.Connection); break;
            case Dialled surplus: Dispose(0, surplus.Connection); break;
            case Failed failed when IsCurrent(failed.Number): OnClosed(); break;
            case Disposed disposed when IsCurrent(disposed.Number):
                _closing = null;
                OnClosed();
                break;
            case BatchDone done when OnBatchDone(done) && _current is null: Context.Stop(Self); break;
            case TaskFault fault: fault.Throw(); break;
        }

        return true;
    }

    /// <summary>The feed, the end, and what an earlier connection still says.</summary>
    private bool InAnyState(object message)
    {
        switch (message)
        {
            case VmFeed.Ready: Drain(); break;
            case BatchDone done: OnBatchDone(done); break;
            case Stop stop:
                _farewell = stop.Farewell;
                BeginStop(open: _stage is Stage.Connecting or Stage.Reconciling or Stage.Live);
                break;
            case Relabel: OnRelabel(); break;
            case SocketChanged changed: OnSocketChanged(changed.Node); break;
            case Detached: OnDetached(); break;
            case HandedOver: OnHandedOver(); break;
            case Dialled surplus: Dispose(0, surplus.Connection); break;
            case Disposed disposed when disposed.Number == _closing:
                _closing = null;
                Drain();
                break;
            case TaskFault fault: fault.Throw(); break;
            case Connected stale: Dispose(stale.Number, stale.Connection); break;
            case StateAnswered or StateNotAnswered or Failed or NotReconciled or Reconciled or VmFeed.Ended or Disposed: break;
            default: return false;
        }

        return true;
    }

    private bool Wake(Alarms.WakeUp wakeUp)
    {
        _alarms.Wake(wakeUp, this, static (vm, alarm) => vm.Ring((VmAlarm)alarm));
        return true;
    }

    private void Ring(VmAlarm alarm)
    {
        switch (alarm)
        {
            case VmAlarm.Retry when _stage == Stage.Reconciling: AskWho(); break; // Standing by.
            case VmAlarm.Retry when _stage is Stage.Backoff or Stage.Occupied: OnRetry(); break;
            case VmAlarm.Ask or VmAlarm.Heartbeat when _stage == Stage.Live: AskState(); break;
            case VmAlarm.Silence when _stage == Stage.Live: OnSilence(); break;
            case VmAlarm.AskAll when _stage == Stage.Live: AskAllAgain(); break;
            case VmAlarm.Loss: Drain(); break;
            case VmAlarm.Dropped: OnReportDropped(); break;
        }
    }

    private void Start(VmAlarm alarm, TimeSpan delay) => _alarms.Start((int)alarm, delay);

    private void Cancel(VmAlarm alarm) => _alarms.Cancel((int)alarm);

    private bool IsOn(VmAlarm alarm) => _alarms.IsOn((int)alarm);

    private bool IsCurrent(long number) => _current?.Number == number;
}
