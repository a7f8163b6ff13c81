using System.Collections.Immutable;
using System.Globalization;
using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Configuration;

/// <summary>Where alerts go that name no target themselves: one entry of <c>routes</c>.</summary>
/// <param name="If">Must be true; null for every alert. A failing one counts as false.</param>
/// <param name="To">Names of targets, at least one, each once.</param>
public sealed record Route(CelProgram? If, ImmutableArray<string> To)
{
    /// <summary>How its alerts are told together; null: each is told alone.</summary>
    public RouteGrouping? Group { get; init; }

    /// <summary>How often is told again what still fires; null: never.</summary>
    public TimeSpan? Repeat { get; init; }

    /// <summary>Names what it means: which alerts go together, and where. Its times may change, and it is the same route.</summary>
    public string Id => StableId.Of("r_", [If is null ? "" : "if", If?.Canonical ?? "", To.Length.ToString(CultureInfo.InvariantCulture), .. To, .. Group?.By ?? []]);
}

/// <summary>Alerts with equal values are told together.</summary>
/// <param name="By">Names: <c>rule</c>, <c>alert</c>, <c>severity</c>, <c>host</c>, <c>vm</c>, or labels'. None: all alerts of the route are one group.</param>
/// <param name="Wait">How long a notification waits for more.</param>
/// <param name="Interval">The least time between two notifications of a group in which something changed.</param>
public sealed record RouteGrouping(ImmutableArray<string> By, TimeSpan Wait, TimeSpan Interval)
{
    /// <summary>How long a notification waits for more where nothing is said.</summary>
    public static TimeSpan DefaultWait { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The time between notifications where nothing is said.</summary>
    public static TimeSpan DefaultInterval { get; } = TimeSpan.FromMinutes(5);
}
