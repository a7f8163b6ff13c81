using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>discover</c>.</summary>
internal static class DiscoverShape
{
    public static readonly Shape Shape = new Shape("a discovery").Elsewhere("qmp", "name a pattern of sockets: sockets: \"/run/qemu/*.qmp\"");

    private static readonly Key<Placed<string>> s_sockets = Shape.Required(
        "sockets", Collections.Placed(CommonReadings.FilePath), "Path of the monitors' sockets; `*` and `?` stand for any text within a name. Each socket is a VM, named by `query-name`, else by the file's name.");

    private static readonly Key<ImmutableArray<Named<string>>> s_labels = Shape.Optional("labels", CommonReadings.Labels, "Labels of the VMs found; default: none.");
    private static readonly Key<TimeSpan> s_forgetAfter = Shape.Optional(
        "forget_after", Scalars.Span, "How long a VM stays known, with its alerts, once its socket and its process are gone; default 10m.");

    private static readonly ManagementKeys s_management = new(Shape);

    public static TimeSpan DefaultForgetAfter { get; } = TimeSpan.FromMinutes(10);

    public static Reading<DiscoverSyntax> Reading { get; } = new ObjectReading<DiscoverSyntax>(Shape, f => new(
        f.TryGet(s_sockets, out var sockets) ? sockets : null, f.GetOr(s_labels, []), f.GetOr(s_forgetAfter, DefaultForgetAfter), s_management.Read(f)));
}
