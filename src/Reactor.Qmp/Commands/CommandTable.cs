using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Reactor.Qmp;

/// <summary>
/// The commands in flight, and those that wait for a slot. A slot comes free with the reply or the end of the connection, never by a
/// timeout: QEMU still has the command then. There is one of each VM, mostly with nothing in it: it is its own lock, and what it holds is made when it is needed.
/// </summary>
internal sealed class CommandTable(int slots, int maxWaiting)
{
    private PendingCommand? _pending; // The newest in flight, which leads to the others: as many as there are slots at most.
    private LinkedList<TaskCompletionSource>? _waiting; // Each for a slot, which it has once it is completed.
    private QmpClosed? _refusal;
    private ulong _lastId;
    private int _taken; // Slots; one that was given to who waited is taken before it is in flight.

    public int InFlight
    {
        get
        {
            lock (this)
            {
                int count = 0;
                for (PendingCommand? pending = _pending; pending is not null; pending = pending.Next)
                    count++;
                return count;
            }
        }
    }

    /// <summary>Takes a slot where one is free.</summary>
    public bool TryEnter(string command, [NotNullWhen(true)] out PendingCommand? pending)
    {
        lock (this)
        {
            if (_refusal is not null)
                throw NotSent(command);
            pending = _taken < slots ? Add(command) : null;
            _taken += pending is null ? 0 : 1;
            return pending is not null;
        }
    }

    /// <summary>Takes a slot. <paramref name="deadline"/> and <paramref name="ct"/> both end the waiting.</summary>
    public async Task<PendingCommand> EnterAsync(string command, CancellationToken deadline, CancellationToken ct)
    {
        TaskCompletionSource turn;
        lock (this)
        {
            if (TryEnter(command, out PendingCommand? pending))
                return pending;
            if (_waiting?.Count >= maxWaiting)
                throw new QmpException(QmpFailure.NoSlot, $"'{command}' was not sent: {slots} commands are in flight and {maxWaiting} wait already");
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiting ??= []).AddLast(turn);
        }

        await WaitAsync(turn, command, deadline, ct).ConfigureAwait(false);
        lock (this)
            return _refusal is null ? Add(command) : throw NotSent(command);
    }

    /// <summary>The caller stops waiting. False when the reply came first.</summary>
    public bool GiveUp(PendingCommand pending)
    {
        lock (this)
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
        lock (this)
        {
            if (_refusal is not null)
                return false;
            if (!pending.GivenUp)
                return pending.Sent = true;
            Remove(pending);
            return false;
        }
    }

    /// <summary>
    /// Ends the command with this id (its JSON) and frees its slot. False when no such id is in flight, as for ids that aren't ours.
    /// </summary>
    public bool TryTake(ReadOnlySpan<byte> idJson, [NotNullWhen(true)] out PendingCommand? pending)
    {
        pending = null;
        if (!TryReadId(idJson, out ulong id))
            return false;
        lock (this)
        {
            for (pending = _pending; pending is not null && pending.Id != id;)
                pending = pending.Next;
            if (pending is null)
                return false;
            Remove(pending);
            return true;
        }
    }

    /// <summary>Sends nothing more. What was sent still waits: its reply may have been received already, and not yet read.</summary>
    public void Refuse(QmpClosed why)
    {
        lock (this)
        {
            _refusal ??= why;
            while (TryWakeFirst())
            {
            }
        }
    }

    /// <summary>Fails what is in flight or waits, and whatever comes later.</summary>
    public void Close(QmpClosed closed)
    {
        PendingCommand? left;
        Refuse(closed);
        lock (this)
            (left, _pending) = (_pending, null);
        for (; left is not null; left = left.Next)
            left.Fail(Ended(left, closed));
    }

    private async Task WaitAsync(TaskCompletionSource turn, string command, CancellationToken deadline, CancellationToken ct)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline, ct);
        try
        {
            await turn.Task.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (this)
            {
                // One that was given a slot in this very moment leaves it to the next.
                if (_waiting?.Remove(turn) is not true)
                    Free();
                ct.ThrowIfCancellationRequested();
                throw _refusal is null
                    ? new QmpException(QmpFailure.NoSlot, $"'{command}' was not sent: {slots} commands are in flight, and none was answered in time")
                    : NotSent(command);
            }
        }
    }

    private PendingCommand Add(string command) => _pending = new PendingCommand(++_lastId, command) { Next = _pending };

    private void Remove(PendingCommand pending)
    {
        if (TryUnlink(pending))
            Free(); // Else the connection has ended: nothing of it is given to anybody.
    }

    private bool TryUnlink(PendingCommand pending)
    {
        if (_pending == pending)
        {
            _pending = pending.Next;
            return true;
        }

        for (PendingCommand? before = _pending; before is not null; before = before.Next)
        {
            if (before.Next == pending)
            {
                before.Next = pending.Next;
                return true;
            }
        }

        return false;
    }

    /// <summary>A slot is whoever's has waited longest.</summary>
    private void Free()
    {
        if (!TryWakeFirst())
            _taken--;
    }

    private bool TryWakeFirst()
    {
        if (_waiting?.First is not { } first)
            return false;
        _waiting.RemoveFirst();
        return first.Value.TrySetResult();
    }

    private QmpException NotSent(string command) =>
        new(QmpFailure.Closed, $"'{command}' was not sent: {_refusal!.Message}", _refusal.Cause) { Closed = _refusal };

    private static QmpException Ended(PendingCommand pending, QmpClosed closed) =>
        new(
            QmpFailure.Closed,
            pending.Sent
                ? $"the connection ended before the reply to '{pending.Name}', whose outcome is unknown: {closed.Message}"
                : $"'{pending.Name}' was not sent: {closed.Message}",
            closed.Cause,
            outcomeUnknown: pending.Sent) { Closed = closed };

    private static bool TryReadId(ReadOnlySpan<byte> json, out ulong id)
    {
        id = 0;
        return json.Length > 4 && json.StartsWith("\"r-"u8) && json[^1] == '"'
            && Utf8Parser.TryParse(json[3..^1], out id, out int used) && used == json.Length - 4;
    }
}
