using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>How a connection ends, and the actor.</summary>
internal sealed partial class VmActor
{
    private void OnEnded(VmFeed.Ended ended)
    {
        Count(ended.Closed.IsBeyondBounds);
        OnLost(ended.Closed.Message, ended.Closed.Reason == QmpCloseReason.EndOfStream);
    }

    private void OnNotReconciled(NotReconciled failed)
    {
        // Where the connection has ended, this may come before its end.
        Count(failed.IsBeyondBounds);
        OnLost($"no answer about the VM's state: {failed.Reason}", peerClosed: false);
    }

    private void Count(bool isBeyondBounds)
    {
        if (isBeyondBounds)
            _services.Board.EndedBeyondBounds();
    }

    private void OnLost(string reason, bool peerClosed)
    {
        if (_current is { Identity: not null } current)
            _lost.Begin(current, _connection?.Peer, reason, peerClosed);
        CloseConnection();
        BackOff("lost", reason);
    }

    /// <summary>It has to be asked anew who it is.</summary>
    private void StartOver(string reason)
    {
        _lost.Leave(_current!, _connection?.Peer);
        CloseConnection();
        _backoff.Reset();
        BackOff("starts over", reason);
    }

    private void CloseConnection()
    {
        // Questions that were put on it end with it.
        _dialling?.Cancel();
        if (_connection is { } connection)
        {
            LeaveLive(connection);
            (_closing, _leaving) = (_current!.Number, true);
            _services.Registry.BeginLeaving(_watched.Key);
            Dispose(_current.Number, connection);
        }

        if (_standsBy)
            _feed.Drop(_current!, upTo: null);
        (_standsBy, _incoming) = (false, false);
        (_connection, _node) = (null, null);
        TellAway();
    }

    private void LeaveLive(QmpConnection connection)
    {
        if (_current?.Identity is { } identity)
            _services.Live.Remove(identity.View.Id, connection);
    }

    private void TellAway()
    {
        _watched.IsConnected = false;
        if (!_watched.IsListed)
            Context.Parent.Tell(new FleetActor.Away(_watched.Key));
    }

    private void Dispose(long number, QmpConnection connection) =>
        connection.DisposeAsync().AsTask().PipeTo(
            Self, success: () => new Disposed(number), failure: e => new TaskFault($"closing the connection to VM {_watched.Name}", e));

    /// <param name="open">Whether a connection, or the making of one, is still to end.</param>
    private void BeginStop(bool open)
    {
        _alarms.CancelAll();
        _stage = Stage.Stopping;
        ForgetWhatIsAnothers();
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
        _feed.Close();
        if (_farewell is { } farewell && _batcher.Last is { } last)
            _batcher.Tell(last, farewell);
        if (Drain())
            Context.Stop(Self);
    }
}
