using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>Writes commands, one after another. What it holds is bounded by the slots.</summary>
/// <remarks>
/// A failed write ends the sending but doesn't close the connection: what the peer said before it went is still to be read, and the
/// read loop sees the end by itself.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "No wait handle and no timer is ever made of them: they hold nothing.")]
internal sealed class CommandWriter(Stream stream, QmpAddress address, CommandTable commands, bool flushRecord)
{
    private static readonly ReadOnlyMemory<byte> s_newline = "\n"u8.ToArray();

    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _sent;

    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Writes in the background; the command's caller learns of a failure at the end of the connection.</summary>
    public void Post(PendingCommand pending, byte[] line) => _ = WriteAsync(pending, line);

    private async Task WriteAsync(PendingCommand pending, byte[] line)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
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
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            commands.Refuse(new QmpClosed(QmpCloseReason.IoError, $"{address}: writing failed: {e.Message}", e));
        }
        finally
        {
            _gate.Release();
        }
    }
}
