namespace Reactor.Rules.Configuration;

/// <summary>Where deliveries go: one entry of <c>targets</c> in <c>reactor.yaml</c>. What every kind has stands here.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public abstract record TargetConfiguration(string Name)
{
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

    /// <summary>The kind, as it is written: <c>webhook</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>How often it is told again of an alert that still fires, since it forgets; null: once is enough.</summary>
    public virtual TimeSpan? Resend => null;

    /// <summary>Whether it keeps alerts itself, each by its name: then it is told of each alone, never of groups.</summary>
    public virtual bool KeepsAlerts => false;

    /// <summary>Whether it knows that somebody looks after an alert.</summary>
    public virtual bool TakesAcknowledgements => false;
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
