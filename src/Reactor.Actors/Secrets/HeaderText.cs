namespace Reactor.Actors.Secrets;

/// <summary>What may stand in an HTTP header: a secret that is filled in must not end it, nor begin another (RFC 9110, section 5.5).</summary>
public static class HeaderText
{
    /// <summary>What is wrong with a value; null for nothing. It doesn't quote the value.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">Its value, secrets filled in.</param>
    public static string? Problem(string name, string value) =>
        value.AsSpan().ContainsAnyInRange('\0', '\x1f') || value.Contains('\x7f', StringComparison.Ordinal)
            ? $"the value of the header {name} holds a line break or another control character"
            : null;
}
