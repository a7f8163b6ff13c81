using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>tls</c>.</summary>
internal static class TargetTlsShape
{
    public static readonly Shape Shape = new("TLS of a target");

    private static readonly Key<Placed<string>> s_ca = Shape.Optional("ca_file", Collections.Placed(CommonReadings.FilePath), "Certificates (PEM) of the authorities that the target's certificate is checked against, and no others; default: those that the system trusts.");
    private static readonly Key<Placed<string>> s_certificate = Shape.Optional("cert_file", Collections.Placed(CommonReadings.FilePath), "Reactor's own certificate (PEM), for targets that ask for one; default: none.");
    private static readonly Key<Placed<string>> s_key = Shape.Optional("key_file", Collections.Placed(CommonReadings.FilePath), "The key of `cert_file` (PEM, no password); default: none.");

    static TargetTlsShape() => Shape.Needs([s_certificate], s_key, "key_file: client.key").Needs([s_key], s_certificate, "cert_file: client.pem");

    public static Reading<TlsSyntax> Reading { get; } = new ObjectReading<TlsSyntax>(Shape, f => new(
        f.Place, f.TryGet(s_ca, out var ca) ? ca : null, f.TryGet(s_certificate, out var certificate) ? certificate : null, f.TryGet(s_key, out var key) ? key : null, null));
}
