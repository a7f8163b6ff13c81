using Reactor.Cel;

namespace Reactor.Rules.Templates;

/// <summary>What a templated URL may look like.</summary>
internal static class UrlShape
{
    private static readonly string[] s_schemes = ["https://", "http://"];

    public static void Check(string text, IReadOnlyList<TemplateSegment> segments, List<CelDiagnostic> diagnostics)
    {
        var scheme = s_schemes.FirstOrDefault(s => text.StartsWith(s, StringComparison.OrdinalIgnoreCase));
        if (scheme is null)
        {
            Refuse("a URL starts with `https://` or `http://`, written out", 0, Math.Max(1, Math.Min(text.Length, 8)));
            return;
        }

        var first = segments.FirstOrDefault(s => s.IsExpression);
        var open = first.Text is null ? text.Length : first.Offset - 2;
        var authorityEnd = text.IndexOfAny(['/', '?', '#'], scheme.Length);
        if (open < text.Length && (authorityEnd < 0 || authorityEnd > open))
        {
            Refuse("scheme, host and port of a URL are fixed: `{{ }}` may stand in its path and query only", open, 2);
            return;
        }

        var authority = text[scheme.Length..(authorityEnd < 0 ? text.Length : authorityEnd)];
        if (authority.Contains('@', StringComparison.Ordinal))
            Refuse("a URL holds no user or password: use a header or a secret", scheme.Length, authority.Length);
        foreach (var segment in segments.Where(s => !s.IsExpression))
        {
            var bad = segment.Text.AsSpan().IndexOfAnyExceptInRange('!', '~');
            if (bad >= 0)
                Refuse("a URL holds visible ASCII characters only; percent-encode this one", segment.Offset + bad, 1);
        }

        var sample = string.Concat(segments.Select(s => s.IsExpression ? "x" : s.Text));
        if (diagnostics.All(d => d.Severity != CelSeverity.Error) && !Uri.TryCreate(sample, UriKind.Absolute, out _))
            Refuse("this is no valid URL", 0, text.Length);

        void Refuse(string message, int offset, int length) => diagnostics.Add(new(CelSeverity.Error, offset, length, message, null));
    }

    /// <summary>
    /// Clients resolve the segments <c>.</c> and <c>..</c>, percent-encoded ones too, so a guest's text could climb out of the path that
    /// was written: their dots become underscores.
    /// </summary>
    public static string Defuse(string url)
    {
        var pathStart = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        var pathEnd = url.AsSpan().IndexOfAny('?', '#') is var end and >= 0 ? end : url.Length;
        if (pathStart < 0 || pathStart > pathEnd)
            return url;
        var segments = url[pathStart..pathEnd].Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var plain = segments[i].Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
            if (plain is "." or "..")
                segments[i] = new string('_', plain.Length);
        }

        return string.Concat(url.AsSpan(0, pathStart), string.Join('/', segments), url.AsSpan(pathEnd));
    }
}
