using System.Net.Sockets;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.DialIn;

/// <summary>
/// Listens for VMs that dial in, and tells its parent (<see cref="Caller"/>) who they are. Who may not call is turned away (<see cref="RefusedCalls"/>),
/// and so is a process with too many calls; at most <see cref="CallQuota.Most"/> are asked at a time, the others wait to be accepted. A socket whose file was
/// removed is made again.
/// </summary>
internal sealed class DialInActor : ActorBase, IWithTimers
{
    /// <summary>How long until it is tried again to make the socket.</summary>
    internal static readonly TimeSpan OpenAgain = TimeSpan.FromSeconds(10);

    /// <summary>How often it is looked whether VMs still find the socket.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private const string OpenTimer = "open";
    private const string LookTimer = "look";

    // After a failure of the system's, or a fault of ours.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly VmServices _services;
    private readonly ListenPlace _place;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CallOutcomes _outcomes;
    private readonly CallQuota _quota = new();
    private readonly RefusedCalls _refused;
    private readonly HashSet<Call> _calls = [];
    private DialInSocket? _socket;
    private bool _accepting;

    public DialInActor(ListenPlace place, VmServices services)
    {
        var time = services.Qmp.TimeProvider;
        (_place, _services, _outcomes) = (place, services, new CallOutcomes(services.Board.DialIn, time, services.Logger));
        _refused = new RefusedCalls(time, services.Qmp.GreetingTimeout, _stopping.Token);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private string SocketPath => _place.Configuration.Address.Path;

    /// <summary>A VM that has called.</summary>
    /// <param name="Place">Where.</param>
    /// <param name="Connection">Its connection; whoever takes this owns it.</param>
    /// <param name="Relay">Keeps what it says meanwhile.</param>
    /// <param name="Uuid">Its UUID; null for none.</param>
    /// <param name="Name">What it calls itself; null for nothing.</param>
    public sealed record Caller(ListenConfiguration Place, QmpConnection Connection, SinkRelay Relay, string? Uuid, string? Name);

    private sealed record Open
    {
        public static readonly Open Instance = new();
    }

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }

    // What comes of a socket, or a call, that isn't among ours any more was begun before a restart, or before the socket was made again.
    private sealed record Accepted(DialInSocket On, Socket Socket);

    private sealed record NotAccepted(DialInSocket On, string Reason);

    private sealed record Identified(Call Call, Caller Caller);

    private sealed record Unidentified(Call Call, string Reason);

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Open: OnOpen(); break;
            case Look: OnLook(); break;
            case Accepted accepted: OnAccepted(accepted); break;
            case NotAccepted failed: OnNotAccepted(failed); break;
            // Those of an earlier self were closed with it.
            case Identified identified when OnAsked(identified.Call):
                Context.Parent.Tell(identified.Caller);
                AcceptNext();
                break;
            case Unidentified failed when OnAsked(failed.Call):
                _outcomes.Unidentified(failed.Reason);
                AcceptNext();
                break;
            case Identified or Unidentified: break;
            case TaskFault fault: fault.Throw(); break;
            default: return false;
        }

        return true;
    }

    protected override void PreStart() => OnOpen();

    protected override void PostRestart(Exception reason) => Timers.StartSingleTimer(OpenTimer, Open.Instance, s_pause);

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        foreach (var call in _calls)
            _ = CloseAsync(call.Identifying);
        _socket?.Dispose();
    }

    private void OnOpen()
    {
        try
        {
            _socket ??= DialInSocket.Open(SocketPath);
            Timers.StartSingleTimer(LookTimer, Look.Instance, LookEvery);
            AcceptNext();
        }
        catch (IOException e)
        {
            _outcomes.NotOpen(SocketPath, e.Message);
            Timers.StartSingleTimer(OpenTimer, Open.Instance, OpenAgain);
        }
    }

    private void OnLook()
    {
        if (_socket is { IsInPlace: false } lost)
        {
            _outcomes.Reopened(SocketPath);
            _socket = null;
            _accepting = false;
            lost.Dispose();
        }

        OnOpen();
    }

    private void AcceptNext()
    {
        if (_accepting || !_quota.HasRoom || _socket is not { } socket)
            return;
        _accepting = true;
        socket.Socket.AcceptAsync(_stopping.Token).AsTask().PipeTo(
            Self,
            success: accepted => new Accepted(socket, accepted),
            failure: e => e is SocketException or OperationCanceledException or ObjectDisposedException
                ? new NotAccepted(socket, e.Message) : new TaskFault("accepting calls of VMs", e));
    }

    private void OnNotAccepted(NotAccepted failed)
    {
        if (failed.On != _socket)
            return;
        _accepting = false;
        _outcomes.NotOpen(SocketPath, failed.Reason);
        Timers.StartSingleTimer(OpenTimer, Open.Instance, s_pause);
    }

    private void OnAccepted(Accepted accepted)
    {
        if (accepted.On == _socket)
            _accepting = false;
        _services.Board.DialIn.Accepted();
        if (PeerOf(accepted.Socket) is not { } peer)
        {
            accepted.Socket.Dispose();
        }
        else if (IsAllowed(peer) && HasRoom(peer))
        {
            var identifying = IdentifyAsync(accepted.Socket, _place.Configuration, _stopping.Token);
            var call = new Call(peer, identifying);
            _calls.Add(call);
            identifying.PipeTo(
                Self,
                success: caller => new Identified(call, caller),
                failure: e => Failure(call, e));
        }
        else
        {
            _refused.End(accepted.Socket, peer);
        }

        AcceptNext();
    }

    private object Failure(Call call, Exception error)
    {
        if (error is QmpException { Closed.IsBeyondBounds: true })
            _services.Board.EndedBeyondBounds();
        return error is QmpException or OperationCanceledException ? new Unidentified(call, error.Message) : new TaskFault("asking a VM who it is", error);
    }

    private static QmpPeer? PeerOf(Socket socket)
    {
        try
        {
            return QmpPeer.Of(socket);
        }
        catch (SocketException)
        {
            return null; // Gone again.
        }
    }

    private bool IsAllowed(QmpPeer peer)
    {
        var allowed = _place.Configuration.AllowUids;
        if (allowed.IsEmpty ? peer.Uid == 0 || peer.Uid == EffectiveUser.Id : allowed.Contains(peer.Uid))
            return true;
        _outcomes.Refused(SocketPath, peer);
        return false;
    }

    private bool HasRoom(QmpPeer peer)
    {
        if (_quota.TryAdd(peer))
            return true;
        _outcomes.Crowded(SocketPath, peer);
        return false;
    }

    private async Task<Caller> IdentifyAsync(Socket socket, ListenConfiguration place, CancellationToken ct)
    {
        var relay = new SinkRelay(_services.Attention);
        var connection = await QmpConnection.NegotiateAsync(socket, place.Address, _services.Qmp, relay, ct).ConfigureAwait(false);
        try
        {
            var name = await VmDialer.AskNameAsync(connection, ct).ConfigureAwait(false);
            var uuid = await VmReconciler.AskUuidAsync(connection, ct).ConfigureAwait(false);
            return new Caller(place, connection, relay, uuid, name);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <returns>Whether it was one of ours, whose connection nobody had taken yet.</returns>
    private bool OnAsked(Call call)
    {
        if (!_calls.Remove(call))
            return false;
        _quota.Remove(call.Peer);
        return true;
    }

    /// <summary>Nobody is there any more to take it.</summary>
    private static async Task CloseAsync(Task<Caller> identifying)
    {
        try
        {
            await (await identifying.ConfigureAwait(false)).Connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpException or OperationCanceledException)
        {
            // It closed itself.
        }
    }

    /// <summary>One call: told from others by which it is, not by who calls.</summary>
    private sealed class Call(QmpPeer peer, Task<Caller> identifying)
    {
        public Task<Caller> Identifying => identifying;

        public QmpPeer Peer => peer;
    }
}
