using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Reactor.Actors.Secrets;
using Reactor.Rules.Configuration;

namespace Reactor.Http;

/// <summary>Finds out whose token it is. Tokens are read anew each time, so that a rotated one needs no restart.</summary>
internal sealed partial class BearerTokens(ILogger logger)
{
    /// <summary>Shortest token that is taken. Characters; shorter ones can be guessed.</summary>
    public const int Shortest = 16;

    private const string Scheme = "Bearer ";

    // Names of tokens that can't be used and were told of: whoever asks without one could fill the log.
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>What is sent in an <c>Authorization</c>; null for nothing.</summary>
    public static string? Of(string? authorization) =>
        authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : null;

    /// <summary>Whose token it is; null where it is nobody's.</summary>
    public async Task<HttpCaller?> FindAsync(string token, HttpConfiguration configuration, CancellationToken cancellation)
    {
        var given = Digest(token);
        HttpCaller? found = null;
        // All of them are looked at, so that the time tells nothing.
        foreach (var (name, known) in configuration.Tokens)
        {
            if (await ReadAsync(name, known, cancellation) is { } value && CryptographicOperations.FixedTimeEquals(Digest(value), given))
            {
                found = new HttpCaller("token " + name, known.Role, null);
            }
        }
        return found;
    }

    private async Task<string?> ReadAsync(string name, HttpToken token, CancellationToken cancellation)
    {
        try
        {
            var value = (await SecretReader.ReadAsync(token.Secret, $"token {name}", cancellation)).Trim();
            if (value.Length >= Shortest)
            {
                _told.TryRemove(name, out _);
                return value;
            }
            if (_told.TryAdd(name, true))
            {
                TooShort(logger, name, Shortest);
            }
        }
        catch (SecretUnavailableException missing)
        {
            if (_told.TryAdd(name, true))
            {
                Missing(logger, missing.Message);
            }
        }
        return null;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The token {Name} has fewer than {Shortest} characters: it is not taken. Make one: openssl rand -hex 32")]
    private static partial void TooShort(ILogger logger, string name, int shortest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A token can't be checked: {Problem}")]
    private static partial void Missing(ILogger logger, string problem);
}
