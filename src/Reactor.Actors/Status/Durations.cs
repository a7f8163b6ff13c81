using System.Collections.Immutable;

namespace Reactor.Actors.Status;

/// <summary>Counts how long something took, in buckets of fixed bounds. Safe from any thread.</summary>
internal sealed class Durations
{
    private readonly long[] _counts = new long[DurationsStatus.Bounds.Length + 1];
    private long _ticks;

    public void Observe(TimeSpan took)
    {
        var seconds = took.TotalSeconds;
        var bucket = 0;
        while (bucket < DurationsStatus.Bounds.Length && seconds > DurationsStatus.Bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _ticks, took.Ticks);
    }

    public DurationsStatus Read()
    {
        var counts = ImmutableArray.CreateBuilder<long>(_counts.Length);
        for (var i = 0; i < _counts.Length; i++)
            counts.Add(Interlocked.Read(ref _counts[i]));
        return new DurationsStatus(counts.MoveToImmutable(), TimeSpan.FromTicks(Interlocked.Read(ref _ticks)));
    }
}

/// <summary>How long something took since the start.</summary>
/// <param name="Counts">How often it took so long: at most the first of <see cref="Bounds"/>, more than that and at most the second, and so on; longer than the last.</param>
/// <param name="Sum">How long it took in all.</param>
public sealed record DurationsStatus(ImmutableArray<long> Counts, TimeSpan Sum)
{
    /// <summary>Where one bucket ends and the next begins. Seconds: of commits, of deliveries at once, and of those that are tried again.</summary>
    public static ImmutableArray<double> Bounds { get; } = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600];

    /// <summary>Nothing yet.</summary>
    public static DurationsStatus None { get; } = new([.. new long[Bounds.Length + 1]], TimeSpan.Zero);
}
