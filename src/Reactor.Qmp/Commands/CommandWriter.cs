using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>Writes commands, one after another. What it holds is bounded by the slots.</summary>
/// <remarks>
/// A failed write ends the sending but doesn't close the connection: what the peer said before it went is still to be read, and the
/// read loop sees the end by itself. It is its own lock: there is one of each VM.
/// </remarks>
internal sealed class CommandWriter(Stream stream, QmpAddress address, CommandTable commands, bool flushRecord)
{
    private static readonly ReadOnlyMemory<byte> s_newline = "\n"u8.ToArray();

    private Queue<(PendingCommand Command, byte[] Line)>? _waiting; // Mostly none does.
    private bool _isWriting;
    private long _sent;

    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Writes in the background; the command's caller learns of a failure at the end of the connection.</summary>
    public void Post(PendingCommand pending, byte[] line)
    {
        lock (this)
        {
            if (_isWriting)
            {
                (_waiting ??= new()).Enqueue((pending, line));
                return;
            }

            _isWriting = true;
        }

        _ = WriteAllAsync(pending, line);
    }

    private async Task WriteAllAsync(PendingCommand pending, byte[] line)
    {
        while (true)
        {
            await WriteAsync(pending, line).ConfigureAwait(false);
            lock (this)
            {
                if (_waiting is null || !_waiting.TryDequeue(out var next))
                {
                    (_isWriting, _waiting) = (false, null);
                    return;
                }

                (pending, line) = next;
            }
        }
    }

    private async Task WriteAsync(PendingCommand pending, byte[] line)
    {
        try
        {
            if (!commands.TryMarkSent(pending))
                return;
            Interlocked.Increment(ref _sent);
            await stream.WriteAsync(line).ConfigureAwait(false);
            // QEMU reads a command over TLS only when the next record arrives.
            if (flushRecord)
                await stream.WriteAsync(s_newline).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nothing is hidden: whatever ended the write is what the commands that wait are told. Else the writer would be taken for ever.
        catch (Exception e)
#pragma warning restore CA1031
        {
            commands.Refuse(new QmpClosed(QmpCloseReason.IoError, $"{address}: writing failed: {e.Message}", e));
        }
    }
}
