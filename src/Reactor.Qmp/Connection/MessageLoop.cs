using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>
/// Reads the socket to its end: frames, routes by key, feeds the sink. Waits for nothing but the socket, since an unread monitor grows
/// QEMU's memory without bound.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The framer is disposed when the loop ends.")]
internal sealed partial class MessageLoop(Stream stream, QmpAddress address, QmpConnectionOptions options, IQmpEventSink sink, CommandTable commands)
{
    private const string ByThisSide = "closed by this side";

    private readonly MessageFramer _framer = new(options.MaxMessageBytes, options.MaxDepth, options.MaxMembers);
    private readonly MessageRouter _router = new(sink, commands, options.MaxDepth);
    private readonly TaskCompletionSource<QmpClosed> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    public Task<QmpClosed> Completion => _completion.Task;

    public Task<QmpGreeting> Greeting => _router.Greeting;

    public void ForgetGreeting() => _router.ForgetGreeting();

    public QmpConnectionStatistics Statistics => _router.Statistics with { BytesReceived = Interlocked.Read(ref _bytes) };

    private QmpClosed Why(Exception error) => error switch
    {
        IOException or ObjectDisposedException when _isStopped => Closed(QmpCloseReason.Disposed, ByThisSide),
        // What a peer that dies with unread commands leaves behind.
        IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } } =>
            Closed(QmpCloseReason.EndOfStream, "the peer closed the connection without reading to its end: QEMU quit or was killed", error),
        _ => Closed(QmpCloseReason.IoError, $"reading failed: {error.Message}", error),
    };

    private async Task EndAsync(QmpClosed closed)
    {
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
            sink.OnClosed(closed);
        }
    }

    private QmpClosed? Take(int count)
    {
        Interlocked.Add(ref _bytes, count);
        _framer.Advance(count);
        return TakeMessages(options.TimeProvider.GetUtcNow());
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
                case FrameResult.TooManyMembers:
                    return Closed(QmpCloseReason.TooManyMembers, $"a message has more than {options.MaxMembers} members; it begins {JsonText.Excerpt(_framer.Beginning)}");
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
