using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys that say how a target is reached by HTTP.</summary>
internal sealed class HttpKeys
{
    private readonly Key<Placed<Uri>> _url;
    private readonly Key<string> _urlFile;
    private readonly Key<Placed<string>> _urlSecret;
    private readonly Key<ImmutableArray<Named<YScalar>>> _headers;
    private readonly Key<TlsSyntax> _tls;

    /// <summary>Declares them.</summary>
    /// <param name="shape">Where.</param>
    /// <param name="url">What <c>url</c> means; with its default where one is known.</param>
    public HttpKeys(Shape shape, string url)
    {
        _url = shape.Optional("url", Collections.Placed(HttpReadings.Url), url);
        var isKnown = _url.Default is not null;
        _urlFile = shape.Optional("url_file", CommonReadings.FilePath, "A file with the URL, where the URL itself is a secret" + (isKnown ? "; default: it is none." : "."));
        _urlSecret = shape.Optional("url_secret", Collections.Placed(Scalars.Word("a secret's name")), "The name of a secret that is the URL" + (isKnown ? "; default: it is none." : "."));
        _headers = shape.Optional(
            "headers", Collections.Map(HttpReadings.HeaderName, HttpReadings.HeaderValue), "HTTP headers of every attempt; `{secret:NAME}` in them stands for a secret; default: none.");
        _tls = shape.Optional("tls", TargetTlsShape.Reading, "A private authority, and a certificate of Reactor's own; default: the system's authorities, no certificate.");
        _ = isKnown ? shape.AtMostOneOf(_url, _urlFile, _urlSecret) : shape.OneOf(_url, _urlFile, _urlSecret);
    }

    public HttpSyntax Read(Fields fields) => new()
    {
        Url = fields.TryGet(_url, out var url) ? url : null,
        UrlFile = fields.Get(_urlFile),
        UrlSecret = fields.TryGet(_urlSecret, out var secret) ? secret : null,
        Headers = fields.GetOr(_headers, []),
        Tls = fields.Get(_tls),
    };
}
