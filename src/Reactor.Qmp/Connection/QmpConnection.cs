using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>
/// One negotiated connection to a QMP monitor. Events go to the sink from the read loop, which waits for nothing but the socket;
/// commands are answered by id. Thread-safe.
/// </summary>
/// <remarks>
/// Messages are told apart by their keys, never by their position: an event before the greeting or before the reply to
/// <c>qmp_capabilities</c> is delivered. A member that appears twice counts as its last. A reply without an id that is in flight
/// (QEMU sends one for a command that it could not read) is counted in <see cref="QmpConnectionStatistics.MessagesIgnored"/>.
/// </remarks>
public sealed class QmpConnection : IAsyncDisposable
{
    // What the peer gives as a reason is kept, shown and logged.
    private const int LongestReason = 200;

    private static volatile QmpGreeting? s_lastGreeting;

    private readonly QmpConnectionOptions _options;
    private readonly MessageLoop _loop;
    private readonly CommandTable _commands;
    private readonly CommandWriter _writer;

    private QmpConnection(Stream stream, QmpAddress address, QmpPeer? peer, QmpConnectionOptions options, IQmpEventSink sink)
    {
        Address = address;
        Peer = peer;
        _options = options;
        _commands = new CommandTable(options.MaxInFlight, options.MaxWaiting);
        _writer = new CommandWriter(stream, address, _commands, flushRecord: options.Tls is not null);
        _loop = new MessageLoop(stream, address, options, sink, _commands);
    }

    /// <summary>Where it is connected to.</summary>
    public QmpAddress Address { get; }

    /// <summary>QEMU's greeting.</summary>
    public QmpGreeting Greeting { get; private set; } = new(0, 0, 0, "", []);

    /// <summary>The process at the other end of a unix socket; null on TCP.</summary>
    public QmpPeer? Peer { get; }

    /// <summary>
    /// Completes, always successfully, when the connection has ended and the last event has been given to the sink.
    /// </summary>
    public Task<QmpClosed> Completion => _loop.Completion;

    /// <summary>
    /// Whether it is read by itself, which costs more, since nothing was left (descriptors, threads, watches of the system's) to read it together with others.
    /// </summary>
    public bool IsReadApart => _loop.IsReadApart;

    /// <summary>Counts up to now.</summary>
    public QmpConnectionStatistics Statistics => _loop.Statistics with { CommandsSent = _writer.Sent, InFlight = _commands.InFlight };

    /// <summary>
    /// Dials, waits for the greeting and negotiates. The sink may be called before this returns.
    /// </summary>
    /// <exception cref="QmpException">
    /// <see cref="QmpFailure.ConnectFailed"/>, <see cref="QmpFailure.Occupied"/>, <see cref="QmpFailure.NotQmp"/> or
    /// <see cref="QmpFailure.NegotiationFailed"/>; the socket is closed then.
    /// </exception>
    public static async Task<QmpConnection> ConnectAsync(QmpAddress address, QmpConnectionOptions options, IQmpEventSink sink, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        if (address is UnixQmpAddress unix && QmpAddress.UnixPathError(unix.Path) is { } error)
            throw new QmpException(QmpFailure.ConnectFailed, error);

        Socket socket = await Dialer.DialAsync(address, options, ct).ConfigureAwait(false);
        return await NegotiateAsync(socket, address, options, sink, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// The same on a socket that is connected already, such as one that a QEMU in client mode has dialled
    /// (<c>-qmp unix:PATH,server=off,reconnect=1</c>). Takes the socket over.
    /// </summary>
    /// <param name="socket">Connected; closed on failure.</param>
    /// <param name="address">What to call it in messages.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="sink">Takes the events.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="QmpException">As <see cref="ConnectAsync"/>.</exception>
    public static async Task<QmpConnection> NegotiateAsync(Socket socket, QmpAddress address, QmpConnectionOptions options, IQmpEventSink sink, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(socket);
        QmpPeer? peer;
        try
        {
            peer = PeerCredentials.Read(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new QmpException(QmpFailure.ConnectFailed, $"{address}: the socket was closed at once ({e.Message})", e);
        }

        Stream stream = await Dialer.OpenStreamAsync(socket, address, options, ct).ConfigureAwait(false);
        var connection = new QmpConnection(stream, address, peer, options, sink);
        try
        {
            connection._loop.Start();
            await connection.NegotiateAsync(ct).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Runs a command. At most <see cref="QmpConnectionOptions.MaxInFlight"/> are in flight; others wait for a slot. A command that
    /// timed out or was cancelled keeps its slot until its reply or the end of the connection, since QEMU still has it.
    /// </summary>
    /// <param name="command">Such as <c>query-status</c>.</param>
    /// <param name="argumentsJson">A JSON object in UTF-8; empty for none.</param>
    /// <param name="timeout">Waiting for a slot included; default <see cref="QmpConnectionOptions.CommandTimeout"/>.</param>
    /// <param name="ct">Stops the waiting, not the command: once sent, its outcome is unknown.</param>
    /// <returns>QEMU's answer; an error of QEMU's is a <see cref="QmpError"/>, not an exception.</returns>
    /// <exception cref="QmpException">
    /// <see cref="QmpFailure.CommandTimeout"/>, <see cref="QmpFailure.NoSlot"/> or <see cref="QmpFailure.Closed"/>;
    /// <see cref="QmpException.OutcomeUnknown"/> says whether it may have taken effect.
    /// </exception>
    /// <exception cref="ArgumentException">The arguments are not a JSON object.</exception>
    public Task<QmpReply> ExecuteAsync(string command, ReadOnlyMemory<byte> argumentsJson = default, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        CommandText.Check(command, argumentsJson.Span, _options.MaxMessageBytes);
        TimeSpan limit = timeout ?? _options.CommandTimeout;
        // Before anything is sent: whoever hears of a bad argument takes the command for one that wasn't.
        if (limit != Timeout.InfiniteTimeSpan && (limit < TimeSpan.Zero || limit.TotalMilliseconds > uint.MaxValue - 1))
            throw new ArgumentOutOfRangeException(nameof(timeout), limit, "From 0 to some 49 days, or infinite.");
        if (!_commands.TryEnter(command, out PendingCommand? pending))
            return EnterAndSendAsync(command, argumentsJson, limit, ct);
        Send(pending, argumentsJson);
        // A heartbeat is waited for as long as the connection lasts.
        return limit == Timeout.InfiniteTimeSpan && !ct.CanBeCanceled ? pending.Reply : WaitAsync(pending, limit, limit, ct);
    }

    /// <summary>Closes the socket; waits for the read loop, so never wait for this inside the sink.</summary>
    public async ValueTask DisposeAsync()
    {
        _loop.Stop();
        await _loop.Completion.ConfigureAwait(false);
    }

    private async Task<QmpReply> EnterAndSendAsync(string command, ReadOnlyMemory<byte> argumentsJson, TimeSpan limit, CancellationToken ct)
    {
        long begun = _options.TimeProvider.GetTimestamp();
        using var deadline = limit == Timeout.InfiniteTimeSpan ? null : new CancellationTokenSource(limit, _options.TimeProvider);
        PendingCommand pending = await _commands.EnterAsync(command, deadline?.Token ?? CancellationToken.None, ct).ConfigureAwait(false);
        Send(pending, argumentsJson);
        TimeSpan left = limit - _options.TimeProvider.GetElapsedTime(begun);
        return await WaitAsync(pending, limit == Timeout.InfiniteTimeSpan ? limit : left > TimeSpan.Zero ? left : TimeSpan.Zero, limit, ct).ConfigureAwait(false);
    }

    private void Send(PendingCommand pending, ReadOnlyMemory<byte> argumentsJson) => _writer.Post(pending, CommandText.Write(pending, argumentsJson));

    private async Task<QmpReply> WaitAsync(PendingCommand pending, TimeSpan left, TimeSpan limit, CancellationToken ct)
    {
        try
        {
            return await pending.Reply.WaitAsync(left, _options.TimeProvider, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            if (!_commands.GiveUp(pending))
                return await pending.Reply.ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            throw new QmpException(
                QmpFailure.CommandTimeout,
                $"{Address}: '{pending.Name}' was not answered within {limit.TotalSeconds:0.###} s; its outcome is unknown",
                outcomeUnknown: true);
        }
    }

    private async Task NegotiateAsync(CancellationToken ct)
    {
        try
        {
            Greeting = Shared(await _loop.Greeting.WaitAsync(_options.GreetingTimeout, _options.TimeProvider, ct).ConfigureAwait(false));
            _loop.ForgetGreeting();
        }
        catch (TimeoutException e)
        {
            throw Unheard(e);
        }

        QmpReply reply;
        try
        {
            reply = await ExecuteAsync("qmp_capabilities", timeout: _options.CommandTimeout, ct: ct).ConfigureAwait(false);
        }
        catch (QmpException e)
        {
            throw new QmpException(QmpFailure.NegotiationFailed, $"{Address}: greeted as QEMU {Greeting}, then the negotiation failed: {e.Message}", e) { Closed = e.Closed };
        }

        if (reply is QmpError error)
            throw new QmpException(QmpFailure.NegotiationFailed, $"{Address}: qmp_capabilities was refused: {ReplyReader.Cut(error.Class, LongestReason)}: {ReplyReader.Cut(error.Description, LongestReason)}");
    }

    // Thousands of VMs are mostly of one QEMU: its greeting is kept once.
    private static QmpGreeting Shared(QmpGreeting greeting)
    {
        if (s_lastGreeting is { } last && last.Package == greeting.Package && last.Version == greeting.Version && last.Capabilities.SequenceEqual(greeting.Capabilities))
            return last;
        return s_lastGreeting = greeting;
    }

    private QmpException Unheard(TimeoutException cause) =>
        _loop.Statistics.MessagesIgnored > 0
            ? new(QmpFailure.NotQmp, $"{Address}: what answers sends JSON but no QMP greeting: is this a guest agent or another program?", cause)
            : new(
                QmpFailure.Occupied,
                $"{Address}: connected, but no greeting within {_options.GreetingTimeout.TotalSeconds:0.###} s: another client holds this monitor (QEMU serves one at a time), or QEMU is stopped"
                + (Address is TcpQmpAddress && _options.Tls is null ? ", or this monitor speaks TLS (then say so with `tls`). " : ". ")
                + "Give Reactor a monitor of its own (a second -qmp option)",
                cause);
}
