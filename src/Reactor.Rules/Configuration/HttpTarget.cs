using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Rules.Configuration;

/// <summary>A target that is reached by HTTP.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public abstract record HttpTarget(string Name) : TargetConfiguration(Name)
{
    /// <summary>Where to post; <c>http</c> or <c>https</c>. Null exactly when <see cref="UrlSecret"/> is set.</summary>
    public Uri? Url { get; init; }

    /// <summary>Where the URL is found, where it is a secret itself.</summary>
    public SecretSource? UrlSecret { get; init; }

    /// <summary>HTTP headers added to every attempt; <c>{secret:NAME}</c> in them stands for a secret.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whose certificates are trusted, and what Reactor shows of itself; null: as the system does, and nothing.</summary>
    public TlsFiles? Tls { get; init; }
}
