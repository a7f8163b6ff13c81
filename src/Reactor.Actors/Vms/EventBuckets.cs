using System.Collections.Immutable;
using Reactor.Actors.Hosting;

namespace Reactor.Actors.Vms;

/// <summary>
/// A bucket of tokens for each name of a VM's events: a guest that floods with one of them starves that one alone. Names beyond the first share a
/// bucket. Time is monotonic. Not thread-safe.
/// </summary>
internal sealed class EventBuckets(VmOptions options)
{
    /// <summary>Most names with a bucket of their own.</summary>
    internal const int MaxNames = 128;

    /// <summary>What stands for the names that share a bucket.</summary>
    internal const string Others = "*";

    /// <summary>While a flood lasts it is told no more often than this.</summary>
    internal static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    // There is one of each VM; most have one name or none, and names of the catalogue are compared by reference.
    private Bucket[] _buckets = [];
    private Bucket? _others;

    /// <summary>When the next flood is to be told; null for none.</summary>
    public TimeSpan? NextDue { get; private set; }

    /// <summary>Takes a token; false where there is none: the event is dropped.</summary>
    public bool TryTake(string name, TimeSpan now)
    {
        var bucket = Of(name, now);
        bucket.Tokens = TokensAt(bucket, now);
        bucket.FilledAt = now;
        if (bucket.Tokens >= 1)
        {
            bucket.Tokens--;
            return true;
        }

        bucket.Untold++;
        var due = bucket.TellableAt ?? now;
        NextDue = NextDue < due ? NextDue : due;
        return false;
    }

    /// <summary>What is to be told by now.</summary>
    public ImmutableArray<(string Event, long Dropped)> TakeFloods(TimeSpan now)
    {
        if (!(NextDue <= now))
            return [];
        NextDue = null;
        var floods = ImmutableArray.CreateBuilder<(string, long)>();
        foreach (var bucket in (_others is null ? _buckets : _buckets.Append(_others)).Where(bucket => bucket.Untold > 0))
        {
            if (bucket.TellableAt is { } due && due > now)
            {
                NextDue = NextDue < due ? NextDue : due;
                continue;
            }

            floods.Add((bucket.Name, bucket.Untold));
            bucket.Untold = 0;
            bucket.TellableAt = now + TellEvery;
        }

        return floods.ToImmutable();
    }

    private Bucket Of(string name, TimeSpan now)
    {
        Bucket? idle = null;
        foreach (var bucket in _buckets)
        {
            if (bucket.Name == name)
                return bucket;
            if (IsIdle(bucket, now))
                idle = bucket;
        }

        // One that is full again, with nothing to tell or held back, is like a new one.
        if (idle is not null)
        {
            (idle.Name, idle.Tokens, idle.TellableAt) = (name, options.EventBurst, null);
            return idle;
        }

        if (_buckets.Length == MaxNames)
            return _others ??= new Bucket(Others, options.EventBurst);
        var added = new Bucket(name, options.EventBurst);
        _buckets = [.. _buckets, added];
        return added;
    }

    private bool IsIdle(Bucket bucket, TimeSpan now) =>
        bucket.Untold == 0 && !(bucket.TellableAt > now) && TokensAt(bucket, now) >= options.EventBurst;

    private double TokensAt(Bucket bucket, TimeSpan now) =>
        Math.Min(options.EventBurst, bucket.Tokens + ((now - bucket.FilledAt).TotalSeconds * options.EventsPerSecond));

    private sealed class Bucket(string name, double tokens)
    {
        public string Name { get; set; } = name;

        public double Tokens { get; set; } = tokens;

        public TimeSpan FilledAt { get; set; }

        public long Untold { get; set; }

        public TimeSpan? TellableAt { get; set; }
    }
}
