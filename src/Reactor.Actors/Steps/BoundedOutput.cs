using System.Text;

namespace Reactor.Actors.Steps;

/// <summary>What a program writes: its beginning is kept, the rest is read and thrown away, so that the program never waits for a reader.</summary>
internal sealed class BoundedOutput(Stream stream, int maxBytes)
{
    private readonly Lock _lock = new();
    private byte[] _kept = [];
    private bool _cut;

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
                Keep(buffer.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // What came so far is what there is.
        }
    }

    /// <summary>What came so far; bytes that are no UTF-8 become U+FFFD, and an ellipsis stands for what was cut off.</summary>
    public string Text()
    {
        lock (_lock)
        {
            var text = Encoding.UTF8.GetString(_kept);
            return _cut ? text.TrimEnd('\uFFFD') + "…" : text;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var room = maxBytes - _kept.Length;
            _cut |= bytes.Length > room;
            _kept = [.. _kept, .. bytes[..Math.Min(room, bytes.Length)]];
        }
    }
}
