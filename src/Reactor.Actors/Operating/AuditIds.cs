using System.Globalization;

namespace Reactor.Actors.Operating;

/// <summary>Names for rows of the audit, unique for ever: the epoch is a store's own, and the numbers are this daemon's.</summary>
internal sealed class AuditIds(long epoch)
{
    private long _number;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"op_{epoch}.{Interlocked.Increment(ref _number)}");
}
