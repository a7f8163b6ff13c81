using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>A VM to be watched, as configured.</summary>
/// <param name="Name">Its configured name.</param>
/// <param name="Address">Its monitor.</param>
/// <param name="Host">The host it runs on.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="HostLabels">Labels of the host.</param>
internal sealed record MonitoredVm(
    string Name,
    QmpAddress Address,
    string Host,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableSortedDictionary<string, string> HostLabels);
