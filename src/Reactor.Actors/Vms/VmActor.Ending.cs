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
    private void OnEnded(Ended ended) => OnLost(ended.Closed.Message, ended.Closed.Reason == QmpCloseReason.EndOfStream);

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
        _io.Cancel();
        _io.Dispose();
        _io = new CancellationTokenSource();
        if (_connection is { } connection)
        {
            _services.Live.Remove(connection);
            (_closing, _leaving) = (_current!.Number, true);
            _services.Registry.BeginLeaving(_watched.Key);
            Dispose(_current.Number, connection);
        }

        if (_standsBy)
            _feed.Drop(_current!, upTo: null);
        (_standsBy, _incoming) = (false, false);
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
        Drain();
        EndWhenDrained();
    }

    private void EndWhenDrained()
    {
        if (_current is null && _outstanding is null)
            Context.Stop(Self);
    }
}
