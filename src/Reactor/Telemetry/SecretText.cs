using System.Collections.Immutable;
using System.Text;
using Reactor.Actors.Secrets;
using Reactor.Rules.Configuration;

namespace Reactor.Telemetry;

/// <summary>Fills in secrets, read anew each time, so that a rotated one is taken up.</summary>
internal static class SecretText
{
    private const string Start = "{secret:";

    /// <summary>The text with secrets in the place of <c>{secret:NAME}</c>.</summary>
    /// <exception cref="SecretUnavailableException">One can't be had.</exception>
    public static async Task<string> FillAsync(string text, ImmutableSortedDictionary<string, SecretSource> secrets, CancellationToken cancellation)
    {
        var filled = new StringBuilder();
        var position = 0;
        while (text.IndexOf(Start, position, StringComparison.Ordinal) is >= 0 and var start && text.IndexOf('}', start) is >= 0 and var end)
        {
            var name = text[(start + Start.Length)..end];
            var source = secrets.GetValueOrDefault(name) ?? throw new SecretUnavailableException($"secret `{name}` is not in the configuration: add it under `secrets`");
            filled.Append(text, position, start - position).Append(await SecretReader.ReadAsync(source, $"secret `{name}`", cancellation));
            position = end + 1;
        }
        return filled.Append(text, position, text.Length - position).ToString();
    }
}
