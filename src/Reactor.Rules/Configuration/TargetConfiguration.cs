using System.Collections.Immutable;

namespace Reactor.Rules.Configuration;

/// <summary>Where deliveries go: one entry of <c>targets</c> in <c>reactor.yaml</c>.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public abstract record TargetConfiguration(string Name);

/// <summary>An HTTP endpoint that takes Standard Webhooks 1.0.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public sealed record WebhookTarget(string Name) : TargetConfiguration(Name)
{
    /// <summary>Where to post; <c>http</c> or <c>https</c>. Null exactly when <see cref="UrlSecret"/> is set.</summary>
    public Uri? Url { get; init; }

    /// <summary>Name of the secret that holds the URL, where the URL itself is one (<c>url_file</c> is given an unnamed one).</summary>
    public SecretSource? UrlSecret { get; init; }

    /// <summary>HTTP headers added to every attempt.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Names of the secrets that sign; each gives one signature, so that keys can be rotated. Default: none, unsigned.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>Attempts in flight at once. Default 4.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Attempts that may begin in a span of time; null for as many as there are.</summary>
    public DeliveryRate? Rate { get; init; }

    /// <summary>When it is left alone because it fails; null for never. Default: after 5 failures, for 10 s to 5 min.</summary>
    public BreakerOptions? Breaker { get; init; } = new();

    /// <summary>Whether deliveries of one VM go one after another, in the order of their decision. Default false.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Time for one attempt, connection included. Default 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When to try again. Default: 10 attempts, 5 s to 1 h.</summary>
    public RetryOptions Retry { get; init; } = new();
}

/// <summary>How often and how fast a delivery is tried.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all, the first included. Default 10; at least 1, at most 100.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>Delay before the second attempt; doubled for each further one. Default 5 s.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Upper bound of a delay, and of a <c>Retry-After</c> that is honoured. Default 1 h.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromHours(1);
}
