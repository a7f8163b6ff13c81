using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys that say how deliveries to a target of any kind are tried.</summary>
internal sealed class DeliveryKeys
{
    private static readonly WebhookTarget s_defaults = new("");

    private readonly Key<int> _concurrency;
    private readonly Key<TimeSpan> _timeout;
    private readonly Key<RetryOptions> _retry;

    public DeliveryKeys(Shape shape)
    {
        _concurrency = shape.Optional("concurrency", Scalars.Integer(1, 256), "Attempts in flight at once; default 4.");
        _timeout = shape.Optional("timeout", HttpReadings.Timeout, "Time for one attempt; default 15s.");
        _retry = shape.Optional("retry", RetryShape.Reading, "When to try again; default: 10 attempts, 5s..1h.");
        shape.NotYet("rate", "breaker", "ordered");
    }

    public DeliverySyntax Read(Fields fields) => new(
        fields.GetOr(_concurrency, s_defaults.Concurrency), fields.GetOr(_timeout, s_defaults.Timeout), fields.GetOr(_retry, s_defaults.Retry));
}
