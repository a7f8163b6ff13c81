using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Pacing;

/// <summary>
/// A token bucket: holds as many tokens as the rate's count, is full at first, and gets them back evenly over the rate's span. Kept as one
/// moment, that at which it will be full again, so no rounding adds up.
/// </summary>
public sealed class TokenBucket
{
    private readonly DeliveryRate _rate;
    private readonly TimeSpan _each;
    private DateTimeOffset _fullAt = DateTimeOffset.MinValue;

    /// <summary>Makes a full one.</summary>
    /// <param name="rate">Its size and how it fills.</param>
    public TokenBucket(DeliveryRate rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(rate.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rate.Per, TimeSpan.FromTicks(rate.Count));
        _rate = rate;
        _each = rate.Per / rate.Count;
    }

    /// <summary>Tokens that are there.</summary>
    /// <param name="now">Never earlier than before.</param>
    public int Available(DateTimeOffset now) => _fullAt <= now ? _rate.Count : (int)Math.Max(0, (_each * _rate.Count - (_fullAt - now)) / _each);

    /// <summary>When there is one; in the past where there is.</summary>
    public DateTimeOffset NextAt => _fullAt == DateTimeOffset.MinValue ? _fullAt : _fullAt - (_each * (_rate.Count - 1));

    /// <summary>Takes one, where there is one.</summary>
    /// <param name="now">Never earlier than before.</param>
    public bool TryTake(DateTimeOffset now)
    {
        if (NextAt > now)
        {
            return false;
        }

        _fullAt = (_fullAt > now ? _fullAt : now) + _each;
        return true;
    }
}
