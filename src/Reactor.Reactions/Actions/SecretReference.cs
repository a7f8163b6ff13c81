using System.Text.RegularExpressions;

namespace Reactor.Reactions.Actions;

/// <summary>
/// References to secrets in rendered headers, <c>{secret:NAME}</c>: the sender puts the value in their place. Only those that the rule's
/// author wrote may stand; one that came in with a guest's text would send a secret to whoever it names.
/// </summary>
internal static partial class SecretReference
{
    /// <summary>The text, with references that <paramref name="written"/> doesn't hold made harmless: their brace becomes a parenthesis.</summary>
    public static string KeepOnly(string rendered, string written) =>
        rendered.Contains("{secret:", StringComparison.OrdinalIgnoreCase)
            ? Start().Replace(rendered, match => IsWritten(rendered, match.Index, written) ? match.Value : "(secret:")
            : rendered;

    private static bool IsWritten(string rendered, int at, string written)
    {
        var end = rendered.IndexOf('}', at);
        return end >= 0 && written.Contains(rendered[at..(end + 1)], StringComparison.Ordinal);
    }

    [GeneratedRegex("\\{secret:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Start();
}
