using System.Net.Sockets;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.DialIn;

/// <summary>
/// Listens for VMs that dial in, and tells its parent (<see cref="Caller"/>) who they are. Who may not call is turned away unheard; at most
/// <see cref="MaxUnidentified"/> are asked at a time, the others wait to be accepted.
/// </summary>
internal sealed class DialInActor : ReceiveActor, IWithTimers
{
    /// <summary>Most calls that are open without it being known whose they are.</summary>
    internal const int MaxUnidentified = 64;

    /// <summary>How long until it is tried again to make the socket.</summary>
    internal static readonly TimeSpan OpenAgain = TimeSpan.FromSeconds(10);

    private const string OpenTimer = "open";
    private const int MostTold = 1000;

    private static readonly TimeSpan s_acceptAgain = TimeSpan.FromSeconds(1);

    private readonly VmServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private ListenConfiguration _place;
    private DialInSocket? _socket;
    private bool _accepting;
    private readonly HashSet<Task<Caller>> _open = []; // Whose connections nobody has taken yet.

    public DialInActor(ListenConfiguration place, VmServices services)
    {
        (_place, _services) = (place, services);
        Receive<Configure>(configure => _place = configure.Place);
        Receive<Open>(_ => OnOpen());
        Receive<Accepted>(OnAccepted);
        Receive<NotAccepted>(failed =>
        {
            _accepting = false;
            Tell(failed.Reason, () => DialInLog.NotOpen(_services.Logger, _place.Address.Path, failed.Reason));
            Timers.StartSingleTimer(OpenTimer, Open.Instance, s_acceptAgain);
        });
        Receive<Identified>(identified =>
        {
            // Those of an earlier self were closed with it.
            if (!_open.Remove(identified.Task))
                return;
            Context.Parent.Tell(identified.Caller);
            AcceptNext();
        });
        Receive<Unidentified>(failed =>
        {
            if (!_open.Remove(failed.Task))
                return;
            _services.Board.DialIn.Unidentified();
            Tell(failed.Reason, () => DialInLog.Unidentified(_services.Logger, failed.Reason));
            AcceptNext();
        });
        Receive<TaskFault>(fault => fault.Throw());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The same socket by another configuration: who is let in from now on.</summary>
    public sealed record Configure(ListenConfiguration Place);

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

    private sealed record Accepted(Socket Socket);

    private sealed record NotAccepted(string Reason);

    private sealed record Identified(Task<Caller> Task, Caller Caller);

    private sealed record Unidentified(Task<Caller> Task, string Reason);

    protected override void PreStart() => OnOpen();

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        foreach (var identifying in _open)
            _ = CloseAsync(identifying);
        _socket?.Dispose();
    }

    private void OnOpen()
    {
        try
        {
            _socket ??= DialInSocket.Open(_place.Address.Path);
            AcceptNext();
        }
        catch (IOException e)
        {
            Tell(e.Message, () => DialInLog.NotOpen(_services.Logger, _place.Address.Path, e.Message));
            Timers.StartSingleTimer(OpenTimer, Open.Instance, OpenAgain);
        }
    }

    private void AcceptNext()
    {
        if (_accepting || _open.Count >= MaxUnidentified || _socket is not { } socket)
            return;
        _accepting = true;
        socket.Socket.AcceptAsync(_stopping.Token).AsTask().PipeTo(
            Self,
            success: accepted => new Accepted(accepted),
            failure: e => e is SocketException or OperationCanceledException or ObjectDisposedException ? new NotAccepted(e.Message) : new TaskFault("accepting calls of VMs", e));
    }

    private void OnAccepted(Accepted accepted)
    {
        _accepting = false;
        _services.Board.DialIn.Accepted();
        if (PeerOf(accepted.Socket) is { } peer && IsAllowed(peer))
        {
            var identifying = IdentifyAsync(accepted.Socket, _stopping.Token);
            _open.Add(identifying);
            identifying.PipeTo(
                Self,
                success: caller => new Identified(identifying, caller),
                failure: e => e is QmpException or OperationCanceledException ? new Unidentified(identifying, e.Message) : new TaskFault("asking a VM who it is", e));
        }
        else
        {
            accepted.Socket.Dispose();
        }

        AcceptNext();
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
        if (_place.AllowUids.IsEmpty ? peer.Uid == 0 || peer.Uid == EffectiveUser.Id : _place.AllowUids.Contains(peer.Uid))
            return true;
        _services.Board.DialIn.Refused();
        Tell($"uid {peer.Uid}", () => DialInLog.Refused(_services.Logger, _place.Address.Path, peer.Uid, peer.Pid));
        return false;
    }

    private async Task<Caller> IdentifyAsync(Socket socket, CancellationToken ct)
    {
        var relay = new SinkRelay(_services.Attention);
        var connection = await QmpConnection.NegotiateAsync(socket, _place.Address, _services.Qmp, relay, ct).ConfigureAwait(false);
        try
        {
            var name = await VmDialer.AskNameAsync(connection, ct).ConfigureAwait(false);
            var uuid = await VmReconciler.AskUuidAsync(connection, ct).ConfigureAwait(false);
            return new Caller(_place, connection, relay, uuid, name);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
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

    // Whoever calls every second is told of once.
    private void Tell(string what, Action log)
    {
        if (_told.Count > MostTold)
            _told.Clear();
        if (_told.Add(what))
            log();
    }
}
