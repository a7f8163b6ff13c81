using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>
/// A connection to a VM that was lost: what it means is told once it shows. An end of stream is seen a moment before its process is gone, so where
/// that can be known it is looked for again when the next connection is tried.
/// </summary>
internal sealed class LostLink(VmBatcher batcher)
{
    // Of a process on another machine nothing is known: the network may not be up yet, or a file of TLS be missing.
    private const int FailuresThatTell = 5;

    private FeedConnection? _untold;
    private QmpPeer? _peer;
    private string _reason = "";
    private bool _isMissed;
    private int _failures;

    /// <summary>A connection is lost.</summary>
    /// <param name="connection">The connection, whose peer is known.</param>
    /// <param name="peer">Its process.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="peerClosed">Whether the VM's side closed it.</param>
    public void Begin(FeedConnection connection, QmpPeer? peer, string reason, bool peerClosed)
    {
        var ended = peerClosed && PeerProcess.HasEnded(peer);
        batcher.End(connection, peerClosed, ended);
        (_untold, _peer, _reason) = (connection, peer, reason);
        if (ended || peer is null)
            Tell(ended);
        if (ended)
            _peer = null;
    }

    /// <summary>We close a connection, to make another: nothing is lost yet, but from now on the VM is not heard, and its process may end.</summary>
    /// <param name="connection">The connection, whose peer is known.</param>
    /// <param name="peer">Its process.</param>
    public void Leave(FeedConnection connection, QmpPeer? peer)
    {
        batcher.End(connection, peerClosed: false, processEnded: false);
        (_untold, _peer) = (null, peer);
    }

    /// <summary>Some time has passed: it shows whether the process has ended.</summary>
    public void LookAgain()
    {
        var ended = PeerProcess.HasEnded(_peer);
        var identity = _untold?.Identity ?? batcher.Last;
        Tell(ended);
        if (ended && identity is not null)
            batcher.Tell(identity, LinkState.Ended);
        if (ended)
            _peer = null;
    }

    /// <summary>
    /// Nobody answers. One that an earlier run heard last, and did not tell to be lost, went while Reactor was down. Where its process is known to go
    /// on, only its monitor doesn't answer; where it is known to have ended that is told in any case.
    /// </summary>
    /// <param name="reason">Why, for people.</param>
    /// <param name="calls">Whether it calls itself: it may be about to, unless its process has ended.</param>
    public void Miss(string reason, bool calls)
    {
        if (_isMissed || batcher.Last is not { IsProvisional: false, Memory: { IsStored: true, Known: { Status: not null } known } } last)
            return;
        var ended = last.Incarnation is { } process && PeerProcess.HasEnded(process);
        if (!ended && (calls || last.Incarnation is not null || known.IsLost || ++_failures < FailuresThatTell))
            return;
        _isMissed = true;
        if (!known.IsLost)
            batcher.Miss(last, reason, ended);
        // Told by each run: the process may have outlived its connection and the run that told of its loss, or that run died between the two.
        if (ended)
            batcher.Tell(last, LinkState.Ended);
    }

    /// <summary>It is not lost any more, or not to be told of.</summary>
    public void Forget() => (_untold, _peer) = (null, null);

    private void Tell(bool processEnded)
    {
        if (_untold is { } connection)
            batcher.Lose(connection, _reason, processEnded);
        _untold = null;
    }
}
