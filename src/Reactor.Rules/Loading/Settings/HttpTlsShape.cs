using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>http.tls</c>.</summary>
internal static class HttpTlsShape
{
    public static readonly Shape Shape = new("TLS of the HTTP door");

    private static readonly Key<Placed<string>> s_certificate = Shape.Required("cert_file", Collections.Placed(CommonReadings.FilePath), "The certificate (PEM), those that lead to its authority after it. A renewed one is taken up without a restart.");
    private static readonly Key<Placed<string>> s_key = Shape.Required("key_file", Collections.Placed(CommonReadings.FilePath), "Its key (PEM, no password).");

    public static Reading<TlsSyntax> Reading { get; } = new ObjectReading<TlsSyntax>(Shape, f => new(
        f.Place, null, f.TryGet(s_certificate, out var certificate) ? certificate : null, f.TryGet(s_key, out var key) ? key : null, null));
}
