using System.Collections.Immutable;
using Reactor.Actors.Status;
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
    ImmutableSortedDictionary<string, string> HostLabels)
{
    /// <summary>Whether nothing about it differs.</summary>
    public bool MeansTheSame(MonitoredVm other) =>
        Name == other.Name && Address.Equals(other.Address) && Host == other.Host && Labels.SequenceEqual(other.Labels) && HostLabels.SequenceEqual(other.HostLabels);

    /// <summary>What is known of it before it was first tried.</summary>
    public VmStatus StatusAtStart(DateTimeOffset now) => new()
    {
        Name = Name, Address = Address.ToString(), Host = Host, State = VmState.Connecting, Since = now,
    };
}
