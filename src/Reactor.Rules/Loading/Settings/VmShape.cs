using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>vms</c>.</summary>
internal static class VmShape
{
    public static readonly Shape Shape = new Shape("a VM").NotYet("uuid");

    private static readonly Reading<QmpAddress> s_address = new ScalarReading<QmpAddress>("a QMP address, unix:/path/to/socket or tcp:host:port", s =>
        QmpAddress.TryParse(s.Value, out var address, out string? error) ? new(address) : Parsing<QmpAddress>.Wrong(error))
    {
        Form = ScalarForm.Text("^(?:unix:.+|tcp:[^,\\s]+:[0-9]+)$", "unix:/run/qemu/web1.qmp", "tcp:127.0.0.1:4444"),
    };

    private static readonly Key<Placed<string>> s_name = Shape.Required("name", Collections.Placed(CommonReadings.VmName), "Its name, unique.");
    private static readonly Key<Placed<QmpAddress>> s_qmp = Shape.Required("qmp", Collections.Placed(s_address), "Its QMP monitor, unique.");
    private static readonly Key<string> s_host = Shape.Optional("host", CommonReadings.HostName, "The host it runs on; default: this node.");
    private static readonly Key<ImmutableArray<Named<string>>> s_labels = Shape.Optional("labels", CommonReadings.Labels, "Its labels; default: none.");

    private static readonly Key<TlsSyntax> s_tls = Shape.Optional("tls", TlsShape.Reading, "TLS on a tcp: monitor (`tls-creds-x509`); default: none.");
    private static readonly Key<bool> s_insecure = Shape.Optional("insecure", Scalars.Bool, "Plain TCP to another machine is meant: whoever can read or change what goes over this network can run programs there; default false.");
    private static readonly ManagementKeys s_management = new(Shape);

    public static Reading<VmSyntax> Reading { get; } = new ObjectReading<VmSyntax>(Shape, f => new(
        f.TryGet(s_name, out var name) ? name : null,
        f.TryGet(s_qmp, out var address) ? address : null,
        f.Get(s_host),
        f.GetOr(s_labels, []))
    {
        Tls = f.Get(s_tls),
        TlsPlace = f.Has(s_tls) ? f.PlaceOf(s_tls) : null,
        InsecurePlace = f.Has(s_insecure) && f.GetOr(s_insecure, true) ? f.PlaceOf(s_insecure) : null,
        Management = s_management.Read(f),
    });
}
