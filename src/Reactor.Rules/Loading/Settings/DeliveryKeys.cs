using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys that say how deliveries to a target of any kind are tried.</summary>
internal sealed class DeliveryKeys
{
    private static readonly WebhookTarget s_defaults = new("");

    private readonly Key<int> _concurrency;
    private readonly Key<DeliveryRate> _rate;
    private readonly Key<BreakerOptions> _breaker;
    private readonly Key<bool> _ordered;
    private readonly Key<TimeSpan> _timeout;
    private readonly Key<RetryOptions> _retry;

    public DeliveryKeys(Shape shape)
    {
        _concurrency = shape.Optional("concurrency", Scalars.Integer(1, 256), "Attempts in flight at once; default 4.");
        _rate = shape.Optional("rate", RateReading.Instance, "Attempts that may begin: 50/s, 100/m, 1000/h; spread evenly, after a pause as many at once; default: as many as there are.");
        _breaker = shape.Optional("breaker", BreakerShape.Reading, "When a target that fails is left alone; default: after 5 failures, for 10s..5m.");
        _ordered = shape.Optional("ordered", Scalars.Choice(("none", false), ("per-vm", true)), "per-vm: deliveries of one VM go one after another in the order of their decision, and one that fails holds those of its VM behind it; default none.");
        _timeout = shape.Optional("timeout", HttpReadings.Timeout, "Time for one attempt; default 15s.");
        _retry = shape.Optional("retry", RetryShape.Reading, "When to try again; default: 10 attempts, 5s..1h.");
    }

    public DeliverySyntax Read(Fields fields) => new()
    {
        Concurrency = fields.GetOr(_concurrency, s_defaults.Concurrency),
        Rate = fields.Get(_rate),
        Breaker = (fields.Get(_breaker) ?? s_defaults.Breaker) is { Failures: > 0 } breaker ? breaker : null,
        IsOrdered = fields.GetOr(_ordered, false),
        Timeout = fields.GetOr(_timeout, s_defaults.Timeout),
        Retry = fields.GetOr(_retry, s_defaults.Retry),
    };
}
