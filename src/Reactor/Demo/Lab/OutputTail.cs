using System.Text;

namespace Reactor.Demo.Lab;

/// <summary>The last part of what a program wrote, bounded; what came before is dropped and counted.</summary>
internal sealed class OutputTail(int capacity = OutputTail.DefaultCapacity)
{
    /// <summary>How many characters are kept unless told otherwise.</summary>
    public const int DefaultCapacity = 16 * 1024;

    private readonly StringBuilder _kept = new();
    private readonly Lock _gate = new();
    private long _dropped;

    /// <summary>How many characters were dropped so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The kept text, without surrounding white space.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
                return _kept.ToString().Trim();
        }
    }

    /// <summary>Adds a piece of output.</summary>
    public void Add(ReadOnlySpan<char> piece)
    {
        lock (_gate)
        {
            _kept.Append(piece);
            var over = _kept.Length - capacity;
            if (over <= 0)
                return;
            _kept.Remove(0, over);
            _dropped += over;
        }
    }

    /// <summary>Reads until the writer closes its end.</summary>
    public async Task DrainAsync(TextReader from)
    {
        var buffer = new char[1024];
        int read;
        while ((read = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            Add(buffer.AsSpan(0, read));
    }
}
