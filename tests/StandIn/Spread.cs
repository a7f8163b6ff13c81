using System.Globalization;

namespace StandIn;

/// <summary>Lines of a file to VMs in turn, so many with each write: as fast as they are taken, or at a rate.</summary>
internal sealed class Spread
{
    private readonly byte[][] _writes;
    private readonly long _started;
    private readonly TimeProvider _time;
    private long _sent;

    /// <summary>Starts now.</summary>
    /// <param name="lines">What there is to say, over and over.</param>
    /// <param name="together">Lines of one write.</param>
    /// <param name="total">Lines in all.</param>
    /// <param name="rate">Lines in a second; 0 for as many as are taken.</param>
    /// <param name="time">The clock.</param>
    public Spread(string[] lines, int together, long total, double rate, TimeProvider time)
    {
        (Together, Total, Rate, _time, _started) = (together, total, rate, time, time.GetTimestamp());
        _writes = [.. lines.Select((_, i) => MonitorText.Lines(Enumerable.Range(i * together, together).Select(at => lines[at % lines.Length])))];
    }

    public int Together { get; }

    public long Total { get; }

    public double Rate { get; }

    /// <summary>The VM whose turn it is.</summary>
    public long Turn { get; private set; }

    /// <summary>Whether all was written, or waits where it couldn't be.</summary>
    public bool IsOver => _sent >= Total;

    /// <summary>Whether more is to be written by now.</summary>
    public bool IsDue => !IsOver && (Rate == 0 || _sent < _time.GetElapsedTime(_started).TotalSeconds * Rate);

    /// <summary>What the next VM is told.</summary>
    public byte[] Next()
    {
        var write = _writes[_sent / Together % _writes.Length];
        _sent += Together;
        return write;
    }

    /// <summary>On to the next VM.</summary>
    public void Pass() => Turn++;

    /// <summary>From a command's words: the total, the lines of a write, the file, and a rate.</summary>
    public static Spread Parse(string[] words, TimeProvider time) => new(
        File.ReadAllLines(words[2]), int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[0], CultureInfo.InvariantCulture),
        words.Length > 3 ? double.Parse(words[3], CultureInfo.InvariantCulture) : 0, time);
}
