using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>
/// Reads the socket to its end: frames, routes by key, feeds the sink. Waits for nothing but the socket, since an unread monitor grows
/// QEMU's memory without bound.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The framer is disposed when the loop ends.")]
internal sealed class MessageLoop(Stream stream, QmpAddress address, QmpConnectionOptions options, IQmpEventSink sink, CommandTable commands)
{
    /// <summary>Bytes read without waiting after which others get a turn on the thread.</summary>
    private const int TurnBytes = 1024 * 1024;

    /// <summary>Bytes of one read after which more is likely to be there already.</summary>
    private const int BusyBytes = 1024;

    private const string ByThisSide = "closed by this side";

    private readonly MessageFramer _framer = new(options.MaxMessageBytes, options.MaxDepth);
    private readonly MessageRouter _router = new(sink, commands, options.MaxDepth);
    private readonly TaskCompletionSource<QmpClosed> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopped;
    private long _bytes;

    public Task<QmpClosed> Completion => _completion.Task;

    public Task<QmpGreeting> Greeting => _router.Greeting;

    public QmpConnectionStatistics Statistics => _router.Statistics with { BytesReceived = Interlocked.Read(ref _bytes) };

    // Not Task.Run, whose task would be kept for as long as the connection.
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(static loop => _ = loop.RunAsync(), this, preferLocal: false);

    /// <summary>Ends the loop; <see cref="Completion"/> follows.</summary>
    public void Stop()
    {
        // What is being read fails by it: a token for that would be registered for every connection there is.
        _isStopped = true;
        stream.Dispose();
    }

    private async Task RunAsync()
    {
        QmpClosed closed;
        try
        {
            closed = await ReadToEndAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (_isStopped && e is (IOException or ObjectDisposedException))
        {
            closed = Closed(QmpCloseReason.Disposed, ByThisSide);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // What a peer that dies with unread commands leaves behind.
            closed = Closed(QmpCloseReason.EndOfStream, "the peer closed the connection without reading to its end: QEMU quit or was killed", e);
        }
#pragma warning disable CA1031 // Nothing is hidden: whatever ended the loop is the reason that Completion gives.
        catch (Exception e)
#pragma warning restore CA1031
        {
            closed = Closed(QmpCloseReason.IoError, $"reading failed: {e.Message}", e);
        }

        commands.Close(closed);
        _router.Close(closed);
        _framer.Dispose();
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _completion.SetResult(closed);
        }
    }

    private async Task<QmpClosed> ReadToEndAsync()
    {
        int turn = 0;
        bool isBusy = false;
        while (true)
        {
            int count;
            if (_framer.IsEmpty && !isBusy)
            {
                // An idle connection holds no buffer: thousands of them wait most of the time.
                _framer.Release();
                await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
            }

            if (!_framer.IsEmpty || stream is not SocketStream socket)
                count = await stream.ReadAsync(_framer.GetMemory()).ConfigureAwait(false);
            else if (!socket.TryRead(_framer.GetMemory().Span, out count))
            {
                isBusy = false;
                continue; // What it was woken for was read before, or no more came: it waits, without the buffer.
            }

            if (count == 0)
                return _isStopped ? Closed(QmpCloseReason.Disposed, ByThisSide) : End();

            Interlocked.Add(ref _bytes, count);
            _framer.Advance(count);
            if (TakeMessages(options.TimeProvider.GetUtcNow()) is { } closed)
                return closed;

            // Asking at once costs one call; to wait for it, three.
            isBusy = count >= BusyBytes && stream is SocketStream;
            turn += count;
            if (turn >= TurnBytes)
            {
                turn = 0;
                await Task.Yield();
            }
        }
    }

    /// <summary>All whole messages of one read; the reason to close, or null.</summary>
    private QmpClosed? TakeMessages(DateTimeOffset now)
    {
        try
        {
            QmpClosed? closed = RouteMessages(now);
            _router.Flush();
            return closed;
        }
        catch (SinkException e)
        {
            return Closed(QmpCloseReason.SinkFailed, $"the event sink failed: {e.InnerException!.Message}", e.InnerException);
        }
    }

    private QmpClosed? RouteMessages(DateTimeOffset now)
    {
        while (true)
        {
            switch (_framer.TryNext(out ReadOnlySpan<byte> message))
            {
                case FrameResult.NeedMore:
                    return null;
                case FrameResult.TooLong:
                    return Closed(QmpCloseReason.MessageTooLong, $"a message is longer than {options.MaxMessageBytes} bytes; it begins {JsonText.Excerpt(_framer.Beginning)}");
                case FrameResult.TooDeep:
                    return Closed(QmpCloseReason.TooDeep, $"a message is nested deeper than {options.MaxDepth} levels; it begins {JsonText.Excerpt(_framer.Beginning)}");
                case FrameResult.Malformed:
                    return Closed(QmpCloseReason.Malformed, $"what arrived is not QMP: {JsonText.Excerpt(_framer.Offending)}{(_framer.Offending.StartsWith("QEMU "u8) ? ". It is a human monitor (-monitor): give Reactor a -qmp one" : "")}");
                case FrameResult.Message when _router.Route(message, now) is var fault and not QmpMessageFault.None:
                    return fault == QmpMessageFault.InvalidUtf8
                        ? Closed(QmpCloseReason.InvalidUtf8, $"a message is not UTF-8: {JsonText.Excerpt(message)}")
                        : Closed(QmpCloseReason.Malformed, $"a message is not JSON ({_router.Problem}): {JsonText.Excerpt(message)}");
            }
        }
    }

    private QmpClosed End() =>
        _framer.PendingBytes == 0
            ? Closed(QmpCloseReason.EndOfStream, "the peer closed the connection")
            : Closed(QmpCloseReason.EndOfStream, $"the peer closed the connection in the middle of a message, after {_framer.PendingBytes} bytes of it");

    private QmpClosed Closed(QmpCloseReason reason, string what, Exception? cause = null) => new(reason, $"{address}: {what}", cause);
}
