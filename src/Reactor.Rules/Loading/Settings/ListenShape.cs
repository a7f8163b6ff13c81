using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>listen</c>.</summary>
internal static class ListenShape
{
    public static readonly Shape Shape = new("a listener");

    private static readonly Reading<UnixQmpAddress> s_address = new ScalarReading<UnixQmpAddress>("the address of a socket, unix:/path/to/socket", s =>
        !QmpAddress.TryParse(s.Value, out var address, out string? error) ? Parsing<UnixQmpAddress>.Wrong(error)
        : address is UnixQmpAddress unix ? new(unix)
        : Parsing<UnixQmpAddress>.Wrong("VMs dial in on a unix socket only: on TCP it can't be told who they are", "write unix:/run/reactor/dial-in.sock"))
    {
        Form = ScalarForm.Text("^unix:.+$", "unix:/run/reactor/dial-in.sock"),
    };

    private static readonly Key<Placed<UnixQmpAddress>> s_qmp = Shape.Required(
        "qmp", Collections.Placed(s_address), "The socket that Reactor makes, and that QEMU dials with `-qmp unix:PATH,server=off,reconnect=1`. Its group may use it too (mode 0660).");

    private static readonly Key<ImmutableArray<int>> s_allowUids = Shape.Optional(
        "allow_uids", Collections.List(Scalars.Integer(0, int.MaxValue)), "Numbers of the users whose processes are let in, such as that of QEMU; default: root and the user that Reactor runs as.");

    private static readonly Key<ImmutableArray<Named<string>>> s_labels = Shape.Optional("labels", CommonReadings.Labels, "Labels of the VMs that dial in; default: none.");
    private static readonly Key<TimeSpan> s_forgetAfter = Shape.Optional(
        "forget_after", Scalars.Span, "How long a VM stays known, with its alerts, once its process is gone; default 10m.");

    private static readonly ManagementKeys s_management = new(Shape);

    public static Reading<ListenSyntax> Reading { get; } = new ObjectReading<ListenSyntax>(Shape, f => new(
        f.TryGet(s_qmp, out var qmp) ? qmp : null, f.GetOr(s_allowUids, []), f.GetOr(s_labels, []), f.GetOr(s_forgetAfter, DiscoverShape.DefaultForgetAfter), s_management.Read(f)));
}
