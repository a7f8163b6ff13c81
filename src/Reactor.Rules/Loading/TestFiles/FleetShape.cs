using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>The keys of <c>fleet</c>, of its hosts and of their VMs.</summary>
internal static class FleetShape
{
    public static readonly Shape Shape = new Shape("a fleet").Elsewhere("vms", "write hosts: {h1: {vms: {...}}}");

    public static readonly Shape HostShape = new("a host of the fleet");

    public static readonly Shape VmShape = new Shape("a VM of the fleet").Elsewhere("host", "a VM stands under its host: hosts: {h1: {vms: {...}}}");

    private static readonly Key<ImmutableArray<Named<string>>> s_vmLabels = VmShape.Optional("labels", CommonReadings.Labels, "Its labels; default: none.");
    private static readonly Key<string> s_uuid = VmShape.Optional("uuid", TestReadings.Uuid, "Its UUID; default: none.");
    private static readonly Key<string> s_status = VmShape.Optional("status", Scalars.Word("a run state such as running"), "Its run state at the start; default running.");

    private static readonly Reading<FleetVmSyntax> s_vm = new ObjectReading<FleetVmSyntax>(VmShape, f => new(f.GetOr(s_vmLabels, []), f.Get(s_uuid), f.Get(s_status)));

    private static readonly Key<ImmutableArray<Named<string>>> s_labels = HostShape.Optional("labels", CommonReadings.Labels, "Its labels; default: none.");
    private static readonly Key<ImmutableArray<Named<FleetVmSyntax>>> s_vms = HostShape.Required("vms", Collections.Map(CommonReadings.VmName, s_vm), "Its VMs by name; vm{1..5} is five of them.");

    private static readonly Reading<HostSyntax> s_host = new ObjectReading<HostSyntax>(HostShape, f => new(f.GetOr(s_labels, []), f.GetOr(s_vms, [])));

    private static readonly Key<ImmutableArray<Named<HostSyntax>>> s_hosts = Shape.Required("hosts", Collections.Map(CommonReadings.HostName, s_host), "Hosts by name.");

    public static Reading<FleetSyntax> Reading { get; } = new ObjectReading<FleetSyntax>(Shape, f => new(f.GetOr(s_hosts, [])));
}

internal sealed record FleetSyntax(ImmutableArray<Named<HostSyntax>> Hosts);
