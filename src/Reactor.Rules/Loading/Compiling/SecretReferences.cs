using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>
/// References to secrets, <c>{secret:NAME}</c>, as the sender reads them: in the values of headers. One that names nothing would be found only
/// when a delivery fails.
/// </summary>
internal static class SecretReferences
{
    private const string Start = "{secret:";

    /// <summary>Reports references of a header's value to secrets that don't exist, and such that aren't whole.</summary>
    public static void Check(YScalar header, KnownNames known, DiagnosticBag diagnostics)
    {
        foreach (int start in StartsIn(header.Value))
        {
            int end = header.Value.IndexOf('}', start);
            string? name = end < 0 ? null : header.Value[(start + Start.Length)..end];
            if (name is { Length: > 0 } && !name.Contains('{', StringComparison.Ordinal))
                known.Secret(new Placed<string>(name, header.PlaceOf(start + Start.Length, name.Length)));
            else
                diagnostics.Error(header.PlaceOf(start, Start.Length), DiagnosticCodes.BadValue, "the name of a secret stands between `{secret:` and `}`, written out", "write {secret:NAME}");
        }
    }

    /// <summary>Whether a text refers to a secret.</summary>
    public static bool Has(YScalar text) => text.Value.Contains(Start, StringComparison.Ordinal);

    /// <summary>Reports references where nobody would put the secret in their place.</summary>
    public static void Refuse(YScalar? text, DiagnosticBag diagnostics)
    {
        if (text is null)
            return;
        foreach (int start in StartsIn(text.Value))
            diagnostics.Error(text.PlaceOf(start, Start.Length), DiagnosticCodes.BadValue, "a secret stands in headers only", "where the URL itself is a secret, `send` to a target with url_secret or url_file");
    }

    private static IEnumerable<int> StartsIn(string text)
    {
        for (int at = 0; (at = text.IndexOf(Start, at, StringComparison.Ordinal)) >= 0; at += Start.Length)
            yield return at;
    }
}
