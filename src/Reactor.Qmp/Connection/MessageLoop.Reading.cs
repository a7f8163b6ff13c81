namespace Reactor.Qmp;

/// <summary>
/// How it comes to the bytes: a plain socket is read on a thread that reads many (<see cref="SocketPoller"/>); what is read through TLS, and where there
/// is no such thread, as the runtime does.
/// </summary>
internal sealed partial class MessageLoop : IReadable
{
    /// <summary>Bytes read without waiting after which others get a turn on the thread.</summary>
    private const int TurnBytes = 64 * 1024;

    private volatile bool _isStopped;
    private volatile bool _isPolled;

    /// <summary>Whether it is read by itself although it could be read with others: no thread or descriptor was left for that.</summary>
    public bool IsReadApart { get; private set; }

    public void Start()
    {
        // Before: it may be told at once.
        _isPolled = stream is SocketStream;
        if (_isPolled && SocketPoller.TryWatch(((SocketStream)stream).Socket, this))
            return;
        IsReadApart = _isPolled && OperatingSystem.IsLinux();
        _isPolled = false;
        // Not Task.Run, whose task would be kept for as long as the connection.
        ThreadPool.UnsafeQueueUserWorkItem(static loop => _ = loop.RunAsync(), this, preferLocal: false);
    }

    /// <summary>Ends the loop; <see cref="Completion"/> follows.</summary>
    public void Stop()
    {
        // What is being read fails by it: a token for that would be registered for every connection there is.
        _isStopped = true;
        if (_isPolled)
            ((SocketStream)stream).TellReader();
        else
            stream.Dispose();
    }

    void IReadable.Read(SocketPoller.Place place)
    {
        QmpClosed? closed;
        try
        {
            closed = ReadTurn((SocketStream)stream);
        }
#pragma warning disable CA1031 // Nothing is hidden: whatever ended the loop is the reason that Completion gives.
        catch (Exception e)
#pragma warning restore CA1031
        {
            closed = Why(e);
        }

        if (closed is null)
            return;
        place.Leave(((SocketStream)stream).Socket);
        // Who waits for the end must not keep this thread, which reads for others.
        ThreadPool.UnsafeQueueUserWorkItem(static end => _ = end.Loop.EndAsync(end.Closed), (Loop: this, Closed: closed), preferLocal: false);
    }

    /// <summary>Reads what is there, or a turn of it.</summary>
    private QmpClosed? ReadTurn(SocketStream socket)
    {
        for (int turn = 0; turn < TurnBytes;)
        {
            if (_isStopped)
                return Closed(QmpCloseReason.Disposed, ByThisSide);
            Span<byte> room = _framer.GetMemory().Span;
            if (!socket.TryRead(room, out int count))
                break;
            if (count == 0)
                return End();
            if (Take(count) is { } closed)
                return closed;
            turn += count;
            if (count < room.Length)
                break;
        }

        // An idle connection holds no buffer: thousands of them wait most of the time.
        if (_framer.IsEmpty)
            _framer.Release();
        return null;
    }

    private async Task RunAsync()
    {
        QmpClosed closed;
        try
        {
            closed = await ReadToEndAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            closed = Why(e);
        }

        await EndAsync(closed).ConfigureAwait(false);
    }

    private async Task<QmpClosed> ReadToEndAsync()
    {
        int turn = 0;
        while (true)
        {
            if (_framer.IsEmpty)
            {
                // As above.
                _framer.Release();
                await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
            }

            int count = await stream.ReadAsync(_framer.GetMemory()).ConfigureAwait(false);
            if (count == 0)
                return _isStopped ? Closed(QmpCloseReason.Disposed, ByThisSide) : End();
            if (Take(count) is { } closed)
                return closed;

            turn += count;
            if (turn >= TurnBytes)
            {
                turn = 0;
                await Task.Yield();
            }
        }
    }
}
