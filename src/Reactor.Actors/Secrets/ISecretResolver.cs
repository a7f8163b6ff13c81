using Reactor.Rules.Configuration;

namespace Reactor.Actors.Secrets;

/// <summary>Finds the value of a secret, anew at each use, so that a rotated one is taken up without a restart.</summary>
internal interface ISecretResolver
{
    /// <summary>The value of the secret that the configuration calls <paramref name="name"/>.</summary>
    /// <exception cref="SecretUnavailableException">There is none, or it can't be read.</exception>
    ValueTask<string> ResolveAsync(string name, CancellationToken ct);

    /// <summary>The value of a secret without a name.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="purpose">What it is for, for the message where it is missing.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="SecretUnavailableException">It can't be read.</exception>
    ValueTask<string> ResolveAsync(SecretSource source, string purpose, CancellationToken ct);
}
