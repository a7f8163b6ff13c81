using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>An entry of <c>targets</c> as read.</summary>
internal abstract record TargetSyntax
{
    public DeliverySyntax Delivery { get; init; } = new();
}

internal sealed record DeliverySyntax
{
    public int Concurrency { get; init; }

    public DeliveryRate? Rate { get; init; }

    public BreakerOptions? Breaker { get; init; }

    public bool IsOrdered { get; init; }

    public TimeSpan Timeout { get; init; }

    public RetryOptions Retry { get; init; } = new();
}

internal abstract record HttpTargetSyntax : TargetSyntax
{
    public HttpSyntax Http { get; init; } = new();
}

internal sealed record HttpSyntax
{
    public Placed<Uri>? Url { get; init; }

    public string? UrlFile { get; init; }

    public Placed<string>? UrlSecret { get; init; }

    public ImmutableArray<Named<YScalar>> Headers { get; init; } = [];

    public TlsSyntax? Tls { get; init; }
}

/// <summary>A secret that a target has by its own: in a file, or one of <c>secrets</c>.</summary>
internal sealed record OwnSecretSyntax(string? File, Placed<string>? Secret)
{
    public bool IsGiven => File is not null || Secret is not null;
}

internal sealed record WebhookSyntax : HttpTargetSyntax
{
    public ImmutableArray<Placed<string>> Secrets { get; init; } = [];

    public Envelope Envelope { get; init; }

    public bool TellsTrace { get; init; }
}

internal sealed record AlertmanagerSyntax(TimeSpan Resend, Uri? GeneratorUrl) : HttpTargetSyntax;

internal sealed record PagerDutySyntax(OwnSecretSyntax RoutingKey) : HttpTargetSyntax;

internal sealed record SlackSyntax : HttpTargetSyntax;

internal sealed record TeamsSyntax : HttpTargetSyntax;

internal sealed record NtfySyntax(string? Topic, OwnSecretSyntax Token) : HttpTargetSyntax;

internal sealed record EmailSyntax : TargetSyntax
{
    public SmtpServer? Server { get; init; }

    public SmtpSecurity? Security { get; init; }

    public string? From { get; init; }

    public ImmutableArray<Placed<string>> To { get; init; } = [];

    public string? User { get; init; }

    public required OwnSecretSyntax Password { get; init; }

    // Where a password in the clear is told.
    public required Place Place { get; init; }

    public TlsSyntax? Tls { get; init; }
}

/// <summary>A server's host, and its port where that is told.</summary>
internal sealed record SmtpServer(string Host, int? Port);
