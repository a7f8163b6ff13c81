using System.Text;

namespace Reactor.Demo.Lab;

/// <summary>A request as the receiver got it.</summary>
/// <param name="Number">1 for the first one received, and so on.</param>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Headers">Names without regard to case; several values of one name are joined by commas.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="ReceivedAt">When the whole of it was there.</param>
internal sealed record ReceivedRequest(
    long Number,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    DateTimeOffset ReceivedAt)
{
    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>A header's value; null when absent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Whether it was signed with the secret (<c>whsec_...</c>), about when it came. See <see cref="WebhookSignature.Refusal"/> for the reason if not.</summary>
    public bool IsSignedWith(string secret) => WebhookSignature.Refusal(this, secret) is null;
}
