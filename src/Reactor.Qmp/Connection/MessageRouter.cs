namespace Reactor.Qmp;

/// <summary>The sink threw; told apart from what else may fail while reading.</summary>
internal sealed class SinkException(Exception inner) : Exception(inner.Message, inner);

/// <summary>Gives each message to whom it is for. Used by the read loop alone; only the counts are read from elsewhere.</summary>
internal sealed class MessageRouter(IQmpEventSink sink, CommandTable commands, int maxDepth) : IEventNameFilter
{
    private volatile TaskCompletionSource<QmpGreeting>? _greeting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QmpEvent? _first; // Of what was gathered. Mostly it is all of a read: no list is made for it.
    private List<QmpEvent>? _batch;
    private long _events;
    private long _unwanted;
    private long _reserved;
    private long _ignored;
    private long _late;

    /// <summary>The greeting, until it is forgotten.</summary>
    public Task<QmpGreeting> Greeting => _greeting?.Task ?? throw new InvalidOperationException("the greeting was taken");

    /// <summary>What was wrong with the last malformed message.</summary>
    public string? Problem { get; private set; }

    public QmpConnectionStatistics Statistics => new(
        0,
        Interlocked.Read(ref _events),
        Interlocked.Read(ref _unwanted),
        Interlocked.Read(ref _reserved),
        Interlocked.Read(ref _ignored),
        0,
        Interlocked.Read(ref _late),
        0);

    public QmpMessageFault Route(ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        QmpMessageFault fault = QmpMessage.TryRead(json, maxDepth, this, out QmpMessage message);
        if (fault != QmpMessageFault.None)
        {
            Problem = message.Problem;
            return fault;
        }

        switch (message.Kind)
        {
            case QmpMessageKind.Event:
                Gather(QmpEvent.FromMessage(message, Interlocked.Increment(ref _events), now));
                break;
            case QmpMessageKind.DeclinedEvent:
                Interlocked.Increment(ref _events);
                Interlocked.Increment(ref EventCatalogue.IsReserved(message.EventName) ? ref _reserved : ref _unwanted);
                break;
            case QmpMessageKind.Return or QmpMessageKind.Error:
                TakeReply(message);
                break;
            case QmpMessageKind.Greeting when ReplyReader.ReadGreeting(message.Body) is { } greeting && _greeting?.TrySetResult(greeting) == true:
                break;
            default:
                Interlocked.Increment(ref _ignored);
                break;
        }

        return QmpMessageFault.None;
    }

    /// <summary>Gives the events gathered so far to the sink.</summary>
    public void Flush()
    {
        if (_first is not { } first)
            return;
        IReadOnlyList<QmpEvent>? batch = _batch;
        batch ??= [first];
        (_first, _batch) = (null, null);
        try
        {
            sink.OnEvents(batch);
        }
#pragma warning disable CA1031 // Not hidden: it ends the connection with the exception as its reason.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new SinkException(e);
        }
    }

    /// <summary>The greeting was taken; another one is none.</summary>
    public void ForgetGreeting() => _greeting = null;

    /// <summary>Who waits for the greeting learns that it won't come.</summary>
    public void Close(QmpClosed closed)
    {
        if (_greeting is not { } greeting)
            return;
        bool notQmp = closed.Reason is not (QmpCloseReason.EndOfStream or QmpCloseReason.IoError or QmpCloseReason.Disposed or QmpCloseReason.SinkFailed);
        if (greeting.TrySetException(new QmpException(
            notQmp ? QmpFailure.NotQmp : QmpFailure.NegotiationFailed,
            $"no QMP greeting: {closed.Message}",
            closed.Cause) { Closed = closed }))
            _ = greeting.Task.Exception; // Observed here: after a timeout nobody waits any more.
    }

    bool IEventNameFilter.Accepts(ReadOnlySpan<byte> name)
    {
        if (EventCatalogue.IsReserved(name))
            return false;
        try
        {
            return sink.Wants(name);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new SinkException(e);
        }
    }

    private void Gather(QmpEvent e)
    {
        if (_first is null)
            _first = e;
        else
            (_batch ??= [_first]).Add(e);
    }

    private void TakeReply(in QmpMessage message)
    {
        if (!commands.TryTake(message.Id, out PendingCommand? pending))
        {
            Interlocked.Increment(ref _ignored);
        }
        else if (pending.GivenUp)
        {
            Interlocked.Increment(ref _late);
        }
        else
        {
            // Events before a reply reach the sink before it: an order that QEMU keeps (SHUTDOWN before quit's return).
            Flush();
            pending.Complete(ReplyReader.Read(message, _events));
        }
    }
}
