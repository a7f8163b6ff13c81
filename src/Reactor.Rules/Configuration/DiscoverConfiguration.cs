using System.Collections.Immutable;

namespace Reactor.Rules.Configuration;

/// <summary>Where VMs are looked for: one entry of <c>discover</c>.</summary>
/// <param name="Sockets">Absolute path of their monitors' sockets; <c>*</c> and <c>?</c> within a name stand for any text.</param>
/// <param name="Labels">Labels of the VMs found.</param>
/// <param name="ForgetAfter">How long a VM stays known whose socket and process are gone.</param>
public sealed record DiscoverConfiguration(string Sockets, ImmutableSortedDictionary<string, string> Labels, TimeSpan ForgetAfter)
{
    /// <summary>What manages the VMs found, and what may be done to them.</summary>
    public VmManagement Management { get; init; } = VmManagement.Own;
}
