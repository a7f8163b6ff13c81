using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>Readings of what HTTP takes.</summary>
internal static class HttpReadings
{
    private const int MaxHeaderValue = 8 * 1024;

    // The sender's own: framing, and what Standard Webhooks defines.
    private static readonly string[] s_ownHeaders =
        ["host", "content-type", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "webhook-id", "webhook-timestamp", "webhook-signature"];

    /// <summary>An absolute http or https URL without a user or password.</summary>
    public static Reading<Uri> Url { get; } = new ScalarReading<Uri>("an http or https URL", ReadUrl) { Form = ScalarForm.Text("^[hH][tT][tT][pP][sS]?://[!-~]+$", "https://hooks.example.net/in") };

    /// <summary>Time for one attempt.</summary>
    public static Reading<TimeSpan> Timeout { get; } = Scalars.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));

    /// <summary>The name of a header that may be set (RFC 9110, section 5.1).</summary>
    public static Reading<string> HeaderName { get; } = new ScalarReading<string>("the name of an HTTP header", s =>
        s.Value.Length == 0 || !s.Value.All(IsToken) ? Parsing<string>.Wrong($"{Shown.Word(s.Value)} is not the name of an HTTP header")
        : s_ownHeaders.Contains(s.Value, StringComparer.OrdinalIgnoreCase) ? Parsing<string>.Wrong($"the header {Shown.Word(s.Value)} is set by Reactor itself", "leave it out")
        : new(s.Value))
    {
        Form = ScalarForm.Any with { Pattern = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", Examples = ["X-Tenant"] },
    };

    /// <summary>A header's fixed value.</summary>
    public static Reading<YScalar> HeaderValue { get; } = new ScalarReading<YScalar>("the value of an HTTP header", s => s.Value switch
    {
        { Length: > MaxHeaderValue } => Parsing<YScalar>.Wrong($"a header's value has at most {MaxHeaderValue:N0} characters"),
        _ when s.Value.AsSpan().ContainsAnyExceptInRange(' ', '~') => Parsing<YScalar>.Wrong("a header's value holds visible ASCII characters and blanks only"),
        _ when s.Value.Contains("{{", StringComparison.Ordinal) => Parsing<YScalar>.Wrong("{{ }} in a target's headers is not supported yet by this version"),
        _ => new(s),
    })
    {
        Form = ScalarForm.Any with { Pattern = "^[ -~]*$", MaxLength = MaxHeaderValue },
    };

    private static Parsing<Uri> ReadUrl(YScalar scalar)
    {
        string text = scalar.Value;
        if (text.Contains("{{", StringComparison.Ordinal))
            return Parsing<Uri>.Wrong("{{ }} in a target's URL is not supported yet by this version", "where the URL itself is a secret, use url_secret or url_file");
        bool http = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!http)
            return Parsing<Uri>.Wrong($"{Shown.Word(text)} is not an http or https URL", "write it in full, such as https://hooks.example.net/in");
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~') || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return Parsing<Uri>.Wrong($"{Shown.Word(text)} is not a valid URL", "write it in full, such as https://hooks.example.net/in");
        return url.UserInfo.Length > 0
            ? Parsing<Uri>.Wrong("a URL holds no user or password", "use a header, or a secret URL (url_secret, url_file)")
            : new(url);
    }

    private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
