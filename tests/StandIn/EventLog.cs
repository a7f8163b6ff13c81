using System.Globalization;

namespace StandIn;

/// <summary>
/// What was written to whom: the oracle. A line for each event whose last byte the kernel took, <c>VM CONNECTION NUMBER</c>, in the order of
/// writing; null for nothing to be kept.
/// </summary>
internal sealed class EventLog(string? path) : IDisposable
{
    private readonly StreamWriter? _writer = path is null ? null : new StreamWriter(path);

    public void Wrote(int vm, int connection, long number) =>
        _writer?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{vm} {connection} {number}"));

    public void Flush() => _writer?.Flush();

    public void Dispose() => _writer?.Dispose();
}
