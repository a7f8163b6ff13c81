using System.Collections.Immutable;
using Reactor.Actors.Status;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>A VM to be watched, as its source tells of it.</summary>
/// <param name="Name">Its configured name; of a discovered one that of its socket's file, which it goes by until it says another.</param>
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
    /// <summary>How it is known.</summary>
    public VmSource Source { get; init; } = VmSource.Listed;

    /// <summary>What stays the same when all else of it changes: the monitor's address, unless there is more to say. One text for all who hold it.</summary>
    public string Key { get; init; } = Address.ToString();

    /// <summary>Its monitor's address in words.</summary>
    public string AddressText => Source == VmSource.DialledIn ? Address.ToString() : Key;

    /// <summary>What else is known of it, once it is known who it is. What its entry in <c>vms</c> says goes before it, what <c>discover</c> and <c>listen</c> say after it.</summary>
    public Inventory Inventory { get; init; } = Inventory.Empty;

    /// <summary>Whether its own entry names its host.</summary>
    public bool HasOwnHost { get; init; }

    /// <summary>This node, and its labels, which are those of the VM's host where that is this node.</summary>
    public NodeConfiguration? Node { get; init; }

    /// <summary>TLS on its monitor; null for none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>What manages it, and what may be done to it.</summary>
    public VmManagement Management { get; init; } = VmManagement.Own;

    /// <summary>How long it stays known once it is gone. A listed one stays, unless another took its address.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether nothing about it differs.</summary>
    public bool MeansTheSame(MonitoredVm other) =>
        this with { Labels = other.Labels, HostLabels = other.HostLabels } == other && Labels.SequenceEqual(other.Labels) && HostLabels.SequenceEqual(other.HostLabels);

    /// <summary>The VM's view with what its source and the inventory say of it.</summary>
    public VmView Describe(VmView view)
    {
        var (labels, host) = Inventory.Find(view.Uuid, view.Name);
        // There are thousands, and mostly one of the two says nothing: then it is the other itself.
        labels = labels.IsEmpty ? Labels : Labels.IsEmpty ? labels : Source == VmSource.Listed ? labels.SetItems(Labels) : Labels.SetItems(labels);
        if (host is null || HasOwnHost || host == Host)
            return view with { Labels = labels, Host = Host, HostLabels = HostLabels };
        return view with { Labels = labels, Host = host, HostLabels = host == Node?.Name ? Node.Labels : HostLabels.Clear() };
    }

    /// <summary>What is known of it before it was first tried.</summary>
    public VmStatus StatusAtStart(DateTimeOffset now) => new()
    {
        Name = Name, Address = AddressText, Source = Source, Host = Host, State = VmState.Connecting, Since = now,
    };
}
