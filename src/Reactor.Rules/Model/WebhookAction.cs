using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Model;

/// <summary>One durable HTTP delivery to a URL written in the rule.</summary>
public sealed record WebhookAction : RuleAction
{
    /// <inheritdoc/>
    public override string Kind => "webhook";

    /// <summary>Where to.</summary>
    public required UrlTemplate Url { get; init; }

    /// <summary>POST (the default), PUT or PATCH.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>HTTP headers added to every attempt.</summary>
    public ImmutableSortedDictionary<string, HeaderTemplate> Headers { get; init; } = ImmutableSortedDictionary<string, HeaderTemplate>.Empty;

    /// <summary>The body; null: the standard payload.</summary>
    public BodyTemplate? Body { get; init; }

    /// <summary>Name of the secret that signs; null: unsigned.</summary>
    public string? Secret { get; init; }

    /// <summary>Time for one attempt. Default 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When to try again.</summary>
    public RetryOptions Retry { get; init; } = new();
}
