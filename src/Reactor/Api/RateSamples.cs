using System.Collections.Immutable;
using Reactor.Actors.Status;

namespace Reactor.Api;

/// <summary>How much came and went in the last minutes: a ring of samples, taken while the daemon runs.</summary>
internal sealed class RateSamples : IDisposable
{
    /// <summary>Time between samples.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>Samples kept: ten minutes.</summary>
    public const int Most = 60;

    private readonly Lock _gate = new();
    private readonly Queue<RateSample> _samples = new(Most);
    private readonly Func<RuntimeCounts> _counts;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private (long At, RuntimeCounts Counts) _before;

    /// <summary>Takes samples from now on.</summary>
    public RateSamples(Func<RuntimeCounts> counts, TimeProvider time)
    {
        (_counts, _time) = (counts, time);
        // Counts are since the start: what comes in the first step is seen too.
        _before = (time.GetTimestamp(), default);
        _timer = time.CreateTimer(_ => Take(), null, Step, Step);
    }

    /// <summary>The samples, the oldest first.</summary>
    public ImmutableArray<RateSample> Read()
    {
        lock (_gate)
        {
            return [.. _samples];
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Take()
    {
        lock (_gate)
        {
            var (now, counts) = (_time.GetTimestamp(), _counts());
            if (_time.GetElapsedTime(_before.At, now).TotalSeconds is > 0 and var seconds)
            {
                if (_samples.Count == Most)
                {
                    _samples.Dequeue();
                }
                // What is forgotten with a VM or a target makes a total smaller.
                _samples.Enqueue(new RateSample(
                    Math.Round(Math.Max(0, counts.Events - _before.Counts.Events) / seconds, 2),
                    Math.Round(Math.Max(0, counts.Deliveries - _before.Counts.Deliveries) / seconds, 2)));
            }
            _before = (now, counts);
        }
    }
}

/// <summary>Of one step, per second.</summary>
/// <param name="Events">Events received.</param>
/// <param name="Deliveries">Deliveries that a target took.</param>
internal sealed record RateSample(double Events, double Deliveries);
