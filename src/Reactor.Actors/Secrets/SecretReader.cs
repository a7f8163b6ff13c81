using System.Collections.Immutable;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Secrets;

/// <summary>Reads a secret for whoever is outside of the runtime.</summary>
public static class SecretReader
{
    private static readonly SecretResolver s_resolver = new(ImmutableSortedDictionary<string, SecretSource>.Empty, Environment.GetEnvironmentVariable);

    /// <summary>Its value now.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="purpose">What it is for, for the message where it is missing.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="SecretUnavailableException">It can't be read.</exception>
    public static ValueTask<string> ReadAsync(SecretSource source, string purpose, CancellationToken ct) => s_resolver.ResolveAsync(source, purpose, ct);
}
