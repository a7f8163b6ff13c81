using System.Collections.Immutable;
using System.Text;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Secrets;

/// <summary>Text with secrets in it: <c>{secret:NAME}</c> stands for the secret's value, read anew each time, so that a rotated one is taken up.</summary>
public static class SecretText
{
    private const string Start = "{secret:";

    /// <summary>The text with the secrets of a configuration.</summary>
    /// <param name="text">It.</param>
    /// <param name="secrets">Where they are, by name.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="SecretUnavailableException">One can't be had.</exception>
    public static ValueTask<string> FillAsync(string text, ImmutableSortedDictionary<string, SecretSource> secrets, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(secrets);
        return FillAsync(text, new SecretResolver(secrets, Environment.GetEnvironmentVariable), null, ct);
    }

    /// <summary>The same; what was filled in is added to what no one is to see.</summary>
    internal static ValueTask<string> FillAsync(string text, ISecretResolver secrets, ICollection<string>? confidential, CancellationToken ct) =>
        text.Contains(Start, StringComparison.Ordinal) ? FillEachAsync(text, secrets, confidential, ct) : ValueTask.FromResult(text);

    private static async ValueTask<string> FillEachAsync(string text, ISecretResolver secrets, ICollection<string>? confidential, CancellationToken ct)
    {
        var filled = new StringBuilder();
        var position = 0;
        while (text.IndexOf(Start, position, StringComparison.Ordinal) is >= 0 and var start && text.IndexOf('}', start) is >= 0 and var end)
        {
            var value = await secrets.ResolveAsync(text[(start + Start.Length)..end], ct).ConfigureAwait(false);
            confidential?.Add(value);
            filled.Append(text, position, start - position).Append(value);
            position = end + 1;
        }

        return filled.Append(text, position, text.Length - position).ToString();
    }
}
