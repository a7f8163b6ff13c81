namespace Reactor.Metrics;

/// <summary>What Prometheus calls the type of a metric.</summary>
internal enum MetricType
{
    Gauge,
    Counter,
    Histogram,
}

/// <summary>A metric: its name, its meaning, and how it is read.</summary>
/// <param name="Name">With its unit, as Prometheus' conventions have it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Help">Its meaning, one sentence.</param>
/// <param name="Labels">Names of the labels that its samples have, a histogram's buckets' apart. None of them grows with VMs or guests.</param>
/// <param name="Read">Reads its samples.</param>
internal sealed record Metric(string Name, MetricType Type, string Help, string[] Labels, Func<MetricSource, IEnumerable<Sample>> Read);

/// <summary>A sample.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Labels">Values of the labels, in their order.</param>
internal readonly record struct Sample(double Value, params string[] Labels)
{
    /// <summary>What follows the metric's name: a histogram is several series.</summary>
    public string Suffix { get; init; } = "";
}
