using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>tls</c>.</summary>
internal static class TlsShape
{
    public static readonly Shape Shape = new("TLS");

    private static readonly Key<Placed<string>> s_ca = Shape.Required("ca_file", Collections.Placed(CommonReadings.FilePath), "Certificates (PEM) of the authorities that the VM's certificate is checked against; no others are trusted.");
    private static readonly Key<Placed<string>> s_certificate = Shape.Optional("cert_file", Collections.Placed(CommonReadings.FilePath), "Reactor's own certificate (PEM), which QEMU asks for unless it has `verify-peer=off`; default: none.");
    private static readonly Key<Placed<string>> s_key = Shape.Optional("key_file", Collections.Placed(CommonReadings.FilePath), "The key of `cert_file` (PEM, no password); default: none.");
    private static readonly Key<string> s_name = Shape.Optional("server_name", CommonReadings.HostName, "The name that the VM's certificate must have; default: the host in `qmp`.");

    static TlsShape() => Shape.Needs([s_certificate], s_key, "key_file: client.key").Needs([s_key], s_certificate, "cert_file: client.pem");

    public static Reading<TlsSyntax> Reading { get; } = new ObjectReading<TlsSyntax>(Shape, f => new(
        f.Place, f.TryGet(s_ca, out var ca) ? ca : null, f.TryGet(s_certificate, out var certificate) ? certificate : null, f.TryGet(s_key, out var key) ? key : null, f.Get(s_name)));
}
