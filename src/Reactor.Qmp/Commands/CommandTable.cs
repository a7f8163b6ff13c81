using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Reactor.Qmp;

/// <summary>
/// The commands in flight, and those that wait for a slot. A slot comes free with the reply or the end of the connection, never by a
/// timeout: QEMU still has the command then.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "No wait handle and no timer is ever made of them: they hold nothing.")]
internal sealed class CommandTable(int slots, int maxWaiting)
{
    private readonly Lock _lock = new();
    private readonly List<PendingCommand> _pending = []; // As many as there are slots at most, and mostly none.
    private readonly SemaphoreSlim _slots = new(slots, slots);
    private CancellationTokenSource? _closing; // Made when one waits for a slot.
    private QmpClosed? _refusal;
    private ulong _lastId;
    private int _waiting;

    public int InFlight
    {
        get
        {
            lock (_lock)
                return _pending.Count;
        }
    }

    /// <summary>Takes a slot. <paramref name="deadline"/> and <paramref name="ct"/> both end the waiting.</summary>
    public async Task<PendingCommand> EnterAsync(string command, CancellationToken deadline, CancellationToken ct)
    {
        ThrowIfClosed(command);
        if (!_slots.Wait(0, CancellationToken.None))
            await WaitAsync(command, deadline, ct).ConfigureAwait(false);

        lock (_lock)
        {
            if (_refusal is null)
            {
                var pending = new PendingCommand(++_lastId, command);
                _pending.Add(pending);
                return pending;
            }
        }

        throw NotSent(command);
    }

    /// <summary>The caller stops waiting. False when the reply came first.</summary>
    public bool GiveUp(PendingCommand pending)
    {
        lock (_lock)
        {
            if (pending.Reply.IsCompleted)
                return false;
            pending.GivenUp = true;
            return true;
        }
    }

    /// <summary>Whether the command may be written now; one that was given up before is not sent any more, and leaves its slot.</summary>
    public bool TryMarkSent(PendingCommand pending)
    {
        lock (_lock)
        {
            if (_refusal is not null)
                return false;
            if (!pending.GivenUp)
                return pending.Sent = true;
            _pending.Remove(pending);
        }

        _slots.Release();
        return false;
    }

    /// <summary>
    /// Ends the command with this id (its JSON) and frees its slot. False when no such id is in flight, as for ids that aren't ours.
    /// </summary>
    public bool TryTake(ReadOnlySpan<byte> idJson, [NotNullWhen(true)] out PendingCommand? pending)
    {
        pending = null;
        if (!TryReadId(idJson, out ulong id))
            return false;
        lock (_lock)
        {
            var at = _pending.FindIndex(pending => pending.Id == id);
            if (at < 0)
                return false;
            pending = _pending[at];
            _pending.RemoveAt(at);
        }

        _slots.Release();
        return true;
    }

    /// <summary>Sends nothing more. What was sent still waits: its reply may have been received already, and not yet read.</summary>
    public void Refuse(QmpClosed why)
    {
        CancellationTokenSource? closing;
        lock (_lock)
        {
            _refusal ??= why;
            closing = _closing;
        }

        closing?.Cancel();
    }

    /// <summary>Fails what is in flight or waits, and whatever comes later.</summary>
    public void Close(QmpClosed closed)
    {
        PendingCommand[] left;
        CancellationTokenSource? closing;
        lock (_lock)
        {
            _refusal ??= closed;
            closing = _closing;
            left = [.. _pending];
            _pending.Clear();
        }

        foreach (PendingCommand pending in left)
            pending.Fail(Ended(pending, closed));
        closing?.Cancel();
    }

    private async Task WaitAsync(string command, CancellationToken deadline, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new QmpException(QmpFailure.NoSlot, $"'{command}' was not sent: {slots} commands are in flight and {maxWaiting} wait already");
        }

        CancellationToken closing;
        lock (_lock)
        {
            // Who closes takes it under the same lock: from here on it is told, or has closed already.
            closing = _refusal is null ? (_closing ??= new()).Token : new CancellationToken(canceled: true);
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline, ct, closing);
        try
        {
            await _slots.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            ThrowIfClosed(command);
            throw new QmpException(QmpFailure.NoSlot, $"'{command}' was not sent: {slots} commands are in flight, and none was answered in time");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void ThrowIfClosed(string command)
    {
        lock (_lock)
        {
            if (_refusal is null)
                return;
        }

        throw NotSent(command);
    }

    private QmpException NotSent(string command) =>
        new(QmpFailure.Closed, $"'{command}' was not sent: {_refusal!.Message}", _refusal.Cause);

    private static QmpException Ended(PendingCommand pending, QmpClosed closed) =>
        new(
            QmpFailure.Closed,
            pending.Sent
                ? $"the connection ended before the reply to '{pending.Name}', whose outcome is unknown: {closed.Message}"
                : $"'{pending.Name}' was not sent: {closed.Message}",
            closed.Cause,
            outcomeUnknown: pending.Sent);

    private static bool TryReadId(ReadOnlySpan<byte> json, out ulong id)
    {
        id = 0;
        return json.Length > 4 && json.StartsWith("\"r-"u8) && json[^1] == '"'
            && Utf8Parser.TryParse(json[3..^1], out id, out int used) && used == json.Length - 4;
    }
}
